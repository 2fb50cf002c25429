"""Names that are also ordinary words somewhere: alone they do not mean the customer, so alone they are not hidden."""

WORDS = """
abbey alba alma amber amor and angel april art august autumn baker ball bank bass bay bell best bill birch bird
bishop black blanca blanche blanco bleu blue bob bond book box boy brand brook brooks brown buck bush butler candy
card carol case cash chance chase chip christian church clair claire clark clay cliff cloud coco cole cook cooper
coral crane crystal dale dame das dawn day dean december del den der des dick die dolores don dor drew duke earl
east ella ernst esperanza est eve faith february felicity fern field fish fleur flora flores florence ford forest
fox frank franco free friday frost fuchs gabe gale gold golden good grace grant gray green grey groß gross guy hall
happy harmony haven hazel heath heather her hill holly home honor hope house hunter ici iris iron ivy jade january
jasmine jay jean jet jewel jolie joy july june junior justice king kind klein koch kurz lake lane lang lark las lea
les lily lin linda light lion little livia long lord los love luna luz man mar marc march marcel margarita marine
mark marks mars martial mary mason max may mercedes mercy merry miles mill milo miss mister mona monday monte moon
moss nice nick noble noel non nora north not november nova oak ocean october olive opal our page paige paris park
parker pat paul paz pearl penny perla peter petit pierre piers pilar poppy port pound power price prime prince
queen rain ray red reed reich rich rico river rob robin rock rocio roman rosa rose rosie rot roth roy ruby
rule rush rusty sage sally sand sandy santa saturday savannah scarlet schön scott sea season self september serena
shade she sharp shop short sierra silver sky small smart snow sol son song sonny south spring star stein
stella sterling still stone storm street strong sue summer sun sunday sunny sweet  temple the thursday
trip tuesday und una van vera victor victoria violet virginia von wade walker wall ward way wednesday weiss
weiß wells west white wilde will winter wolf wood woods york young zip
"""
COMMON = frozenset(WORDS.split())
