"""Invented customers in eight languages with addresses under example domains; nobody here exists."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """A customer as the seed knows them; `locale` is the language they shop and write in."""

    first_name: str
    last_name: str
    email: str
    locale: str
    country: str
    address1: str
    city: str
    zip: str
    province: str | None = None
    phone: str | None = None

    @property
    def written_name(self) -> str:
        """The name as its owner signs: family name first, unspaced, in Japanese, Korean and Chinese."""
        family_first = self.locale.partition("-")[0] in {"ja", "ko", "zh"}
        joined = f"{self.last_name}{self.first_name}" if family_first else f"{self.first_name} {self.last_name}"
        return f"{self.last_name} {self.first_name}" if self.locale == "ja" else joined


_ROWS = """
Emily|Carter|emily.carter@example.com|en|US|418 Maple Street|Portland|97205|OR
Jacob|Miller|jacob.miller@example.com|en|US|77 Harbor Avenue|Seattle|98101|WA
Olivia|Brooks|olivia.brooks@example.com|en|US|2300 Lakeview Drive|Chicago|60614|IL
Noah|Sullivan|noah.sullivan@example.net|en|US|15 Orchard Lane|Boston|02116|MA
Ava|Thompson|ava.thompson@example.com|en|US|902 Mission Street|San Francisco|94103|CA
Ethan|Rivera|ethan.rivera@example.org|en|US|641 Desert Road|Austin|78701|TX
Sophie|Walker|sophie.walker@example.co.uk|en|GB|12 Elm Terrace|London|N1 7GU
Harry|Bennett|harry.bennett@example.co.uk|en|GB|48 Castle Road|Edinburgh|EH1 2NG
Charlotte|Hughes|charlotte.hughes@example.co.uk|en|GB|5 Mill Lane|Bristol|BS1 4DJ
Oliver|Price|oliver.price@example.co.uk|en|GB|221 Station Road|Leeds|LS1 5DL
Amelia|Tremblay|amelia.tremblay@example.ca|en|CA|90 Queen Street West|Toronto|M5H 2M9|ON
Liam|Fraser|liam.fraser@example.ca|en|CA|310 Granville Street|Vancouver|V6C 1T2|BC
Anna|Schmidt|anna.schmidt@example.de|de|DE|Lindenstraße 14|Berlin|10969
Lukas|Weber|lukas.weber@example.de|de|DE|Goethestraße 3|München|80336
Julia|Hoffmann|julia.hoffmann@example.de|de|DE|Am Markt 27|Hamburg|20095
Felix|Braun|felix.braun@example.de|de|DE|Schillerplatz 8|Stuttgart|70173
Katharina|Vogel|katharina.vogel@example.de|de|DE|Rheinallee 101|Köln|50667
Maximilian|Huber|max.huber@example.at|de|AT|Mariahilfer Straße 55|Wien|1060
Lucía|Fernández|lucia.fernandez@example.es|es|ES|Calle del Olmo 21|Madrid|28012|M
Javier|Moreno|javier.moreno@example.es|es|ES|Carrer de Mallorca 188|Barcelona|08036|B
Carmen|Ortega|carmen.ortega@example.es|es|ES|Avenida del Puerto 9|Valencia|46021|V
Diego|Salinas|diego.salinas@example.mx|es|MX|Calle Durango 240|Ciudad de México|06700|DF
María|Gutiérrez|maria.gutierrez@example.mx|es|MX|Avenida Juárez 31|Guadalajara|44100|JAL
Camille|Laurent|camille.laurent@example.fr|fr|FR|18 rue des Lilas|Paris|75019
Hugo|Petit|hugo.petit@example.fr|fr|FR|4 place Bellecour|Lyon|69002
Léa|Moreau|lea.moreau@example.fr|fr|FR|33 cours Mirabeau|Aix-en-Provence|13100
Antoine|Girard|antoine.girard@example.fr|fr|FR|7 quai des Chartrons|Bordeaux|33000
Élodie|Fontaine|elodie.fontaine@example.be|fr|BE|Avenue Louise 120|Bruxelles|1050
지민|김|jimin.kim@example.kr|ko|KR|테헤란로 152|서울|06236|KR-11
서연|박|seoyeon.park@example.kr|ko|KR|해운대로 570|부산|48094|KR-26
도윤|이|doyun.lee@example.kr|ko|KR|동성로 23|대구|41943|KR-27
하은|최|haeun.choi@example.kr|ko|KR|중앙로 88|대전|34851|KR-30
美咲|山本|misaki.yamamoto@example.jp|ja|JP|青葉区一番町3-2-1|仙台市|980-0811|JP-04|+815012345601
健太|高橋|kenta.takahashi@example.jp|ja|JP|北区梅田1-13|大阪市|530-0001|JP-27
由美|佐々木|yumi.sasaki@example.jp|ja|JP|中区栄4-5|名古屋市|460-0008|JP-23
大輔|中村|daisuke.nakamura@example.jp|ja|JP|世田谷区北沢2-10|東京都|155-0031|JP-13
千尋|小林|chihiro.kobayashi@example.jp|ja|JP|博多区店屋町6|福岡市|812-0025|JP-40
怡君|陳|yijun.chen@example.tw|zh-TW|TW|忠孝東路四段45號|台北市|106
冠宇|林|guanyu.lin@example.tw|zh-TW|TW|公益路二段12號|台中市|403
雅婷|黃|yating.huang@example.tw|zh-TW|TW|中正路300號|高雄市|802
志豪|張|zhihao.zhang@example.tw|zh-TW|TW|民族路88號|台南市|700
晓雯|刘|xiaowen.liu@example.cn|zh-CN|CN|南京西路1266号|上海市|200040|SH
建国|王|jianguo.wang@example.cn|zh-CN|CN|朝阳门外大街18号|北京市|100020|BJ
思远|赵|siyuan.zhao@example.cn|zh-CN|CN|天河路230号|广州市|510620|GD
梦洁|周|mengjie.zhou@example.cn|zh-CN|CN|文三路90号|杭州市|310012|ZJ
"""


def _person(row: str) -> Person:
    return Person(*row.split("|"))


PEOPLE: tuple[Person, ...] = tuple(_person(row) for row in _ROWS.strip().splitlines())
BY_EMAIL = {person.email: person for person in PEOPLE}
