"""Names that are also ordinary words somewhere: alone they do not mean the customer, so alone they are not hidden."""

WORDS = """
abbey ago alba alegria alma alt amber amor and angel angeles april art august aurora autumn aux bach baker ball bank
banks bass bauer baum bay beau bell bella belle ben berg best bianca bill bin birch bird bishop black blanc blanca
blanche blanco bleu blue blume bob bond bonnet book boucher boulanger box boy brand braun bravo bridges brook brooks
brown bruno buck bueno busch bush butler calvo campos candy card carol carpenter carta casas case cash castle celeste
chance chase chevalier chip christian church cielo clair claire clara clark clay client cliente cliff cloud coco cole
con cook cooper coral costa crane cruz crystal customer dale dame das dat dawn day dean dec december del delgado den
der des dez diamante dic dick die din dit dolores don dor doux drew duke dulce earl east ein ella email engel ernst
esperanza est estrella eve faith farmer feb february felicity fern field fields fish fisher fleur flora florence
flores ford forest fort fox franco frank free friday frost fuchs fuentes gabe gala gale gardener gardner gast gentil
gold golden good grace grand grant gray green grey gross groß guerra guest guy hahn hall han happy harmony haus haven
hazel heath heather hen her herbst hill hills hof holly home hon honor hope house hun hunter ici iglesias ihn ihr iris
iron ist ivy jade jan january jasmine jay jean jet jewel jolie joy jul july jun june jung junior justice kaiser kan
kind king klein koch kraft kunde kundin kurz lake lakes lane lang lange lark las lea leal les leur light lily lin
linda lion little livia long lopes lord los love luna luz mai mail man mar marc marcel march marchand margarita marina
marine mark marks marron mars martial mary mason max may mañana meadows mercedes mercy merry meunier mia miles mill
milo min mira miss mister mit moi mona monday monte montes moon mora moreno moss müller name news nice nick nieves
noble noel noir non nora north not nov nova november nur oak ocean oct october okt olive opal order our page paige par
paris park parker pat paul paz pearl penny per perla peter petit pierre piers pilar plaza poppy por port porter pound
power prado price prieto prime prince privat queen rain ramos ray red reed reich reyes ribera rich richter rico rios
river rivers rob robin rocha rocio rock rojas roman rosa rose rosie rot roth roux roy rubio ruby rule rush rusty sage
sala salas sally san sana sand sandy santa santos saturday savannah scarlet schneider schäfer schön scott sea season
self sep september serena serrano shade sharma sharp she shop short sie sierra silva silver sin sky small smart snow
sol sommer son song sonny soto south spring star stein stella sterling stern still stone stones store storm street
strong sue summer sun sunday sunny sur sweet tan temple test the thursday toi toro torres trip tuesday una und une
valle van vega vera victor victoria vidal violet virginia vogel vogt von wade walker wall ward waters way wednesday
weiss weiß wells west white wie wil wilde will winter wir wolf wood woods york young zimmermann zip
"""
COMMON = frozenset(WORDS.split())
