"""Chinese in its two ways of writing and Japanese without kana, told apart by characters that only one of them uses."""

import re
from collections.abc import Sequence

SIMPLIFIED, TRADITIONAL, JAPANESE = "zh-Hans", "zh-Hant", "ja"

# Simplified forms that neither Traditional Chinese nor Japanese writes.
HANS_ONLY = frozenset(
    "们这个说时间请问订单还进换货运费经吗么为对应该几张询谢产颜发过现关从联虽开钱买卖让给谁错码计认讨训议讯记讲许论设访证识"
    "诉译试诗诚话详语误读课调谈谨贝负责败质购贴资赏赔赛赠车轻辆输转较门闻闭妈骂骗验钟铁银锁键镜红约级纪纯纸线组细织终结绝统"
    "继续绩维绿编缩缴见观视规览页顶项顺预领题额饭馆饼风飘东业丢严丽义乐习书亏亲仅仓价众优伤传伪侧债倾偿儿兴养冲决况净减凭击"
    "刚创别动办务劳势华协卫厂厅历压厌县叶吓启员响团园围图圆圣场坏块坚垫处备复够头夹夺奖妇实宁审宽寻导尔尝层岁岛币师帐带帮并"
    "广庆库异弃弹强归录彻忆怀态总恶惊惯愿懒戏户执扩扫抢护报拟择挂挤损捡据摆无显晓暂术机杂权极构标样树档桥检楼欢毁毕气汇汉沟"
    "泽洁测济满滤灵灾烂烦烧热爱环电疗盖盘确础离种稳穷竞笔筛签简类紧罚罗职胜脑脚脸艺节药获营虑补觉赶趋踪软边达迟远连违适选递"
    "遗邮邻释针钥铺链销镑长阳阶际陆险隐难雾顾须顿频飞饮马驱鱼鲜鸡龙齐龄后呗岂贵贸"
)
# Traditional forms that neither Simplified Chinese nor Japanese writes.
HANT_ONLY = frozenset(
    "們這說沒錢麼對應裡產顏發從聯繫體雖國點賣讓碼單會來與學萬號區雙寫臺聲舊麥蟲禮亂寶盡壽壯醫參擔黨獨斷實關變觀價兩圖團圍壓"
    "處夠獎寬屬歲帶幫廣彈歸當錄徹總惡懸戲戶擴掃搶擇擠據攝擺數顯曉暫雜權條樣檔檢樓歡畢氣匯濟淺滿濾燈靈爐爛煩燒狀畫療穩窮篩"
    "簽腦腳臉藝藥獲營裝覺觸譽趕蹤輕邊遲遞釋鑰鏈銷鎊險隨隱靜驅驗騙雞黃齊齡嗎媽妳內絕虛戰讀轉賠賽嘅咗唔哋喺冇嚟啲佢睇諗攞"
    "傳鐵圓園廳歷厭縣啟夾奪壞將層懶撿溝潛鄰鑽閱隻嘗寧湊遙齒"
)
# Of one Chinese way of writing and of Japanese as well: they tell the two Chinese apart, not Chinese from Japanese.
HANS_OR_JAPANESE = frozenset(
    "会来国体点与当学万号区双写声旧麦虫礼乱宝尽寿壮医参担党独断没属装数条灯炉状画称触誉随静黄将两内浅潜"
)
HANT_OR_JAPANESE = frozenset(
    "時間問請貨運費進詢該張過現開買員計訂認討訓議訊記講許論設訪識訴試詩誠話詳語誤課調談謝謹負責敗質購貼資賞贈車輸較門聞閉銀紅"
    "約級紀純紙線組細織終給結統維編縮見視規頁頂項順預領題額飯館風東業義習書億親倉側債傾償養備創別動務勢華協場塊夢婦審導島師帳"
    "異棄後態憶慣願損採揚換機極構標樹橋殺測準滅潔災無熱愛環電盤確礎離種積競筆節範築簡緊職聖葉製複補達違遠遺適選郵鎖鏡長陽階"
    "際陸隊難霧須飛飲馬驚魚鮮鳥麗庫紹績蓋誰賀軟載連還鐘週罰幾為豐頻飾錯"
)
# Japan's own new forms and characters.
JAPANESE_ONLY = frozenset(
    "発済遅売価変処気様絵駅円単帰楽薬戻焼壊込払収両検査図択権歓勧関観県働畑枠匂塩圧囲拡鉄伝転実読続険験経軽総継縦剤歩毎渋緑録"
    "銭桜栄営厳挙労弾戦悩脳蔵臓雑広鉱黙恵専団対応仮児釈沢髪値"
)
JAPANESE_WORDS = re.compile(
    "返品|返金|返送|注文|領収|在庫|送料|配達|未着|至急|宛名|電話番号|荷物|破損|弁償|手数料|梱包|納期|見積|承知|了解|了承|不要|割引"
)
# Chinese pronouns and particles; 了 also ends Japanese words, 我 begins some.
CHINESE_WORDS = re.compile(
    "[你您妳她它吗嗎呢吧啊呀喔耶啦哦们們哪什怎么麼很给跟咗嘅]|我(?![慢々儘])|是否|(?<![終完満修終魅])了(?![解承])"
)


def read(text: str, hints: Sequence[str] = ()) -> tuple[str, bool]:
    """The language of a text of Chinese characters, and whether the characters themselves say so."""
    characters = set(text)
    simplified = _weight(characters, HANS_ONLY, HANS_OR_JAPANESE)
    traditional = _weight(characters, HANT_ONLY, HANT_OR_JAPANESE)
    if _is_japanese(text, characters, hints):
        return JAPANESE, bool(characters & JAPANESE_ONLY)
    if simplified != traditional:
        return (SIMPLIFIED if simplified > traditional else TRADITIONAL), True
    return next((hint for hint in hints if hint.startswith("zh")), SIMPLIFIED), False


def _is_japanese(text: str, characters: set[str], hints: Sequence[str]) -> bool:
    if CHINESE_WORDS.search(text) or characters & (HANS_ONLY | HANT_ONLY):
        return False
    expected = next((hint for hint in hints if hint == JAPANESE or hint.startswith("zh")), "")
    return expected == JAPANESE or bool(characters & JAPANESE_ONLY)


def _weight(characters: set[str], only: frozenset[str], shared: frozenset[str]) -> int:
    return 3 * len(characters & only) + len(characters & shared)
