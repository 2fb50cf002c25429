"""The orders that inquiries, screenshots and tests know by name."""

STORY_RATES = {1042: "149.28", 1055: "164.12", 1048: "163.40"}
LONG = 99.0
# number, buyer, basket, shipped after days (None: not yet), carrier's reports known until that day, what is special
STORIES: tuple[tuple[int, str, tuple[tuple[str, int, int], ...], float | None, float, str], ...] = (
    (870, "julia.hoffmann@example.de", (("asagao-plate", 0, 2),), 1.2, LONG, ""),
    (1010, "chihiro.kobayashi@example.jp", (("tenmoku-bowl", 0, 1),), 1.0, LONG, "vip"),
    (1024, "sophie.walker@example.co.uk", (("asagao-plate", 0, 4),), 1.2, LONG, "vip"),
    (1031, "harry.bennett@example.co.uk", (("sake-set", 0, 1), ("chopstick-rest", 1, 2)), 1.0, LONG, "refunded"),
    (1033, "felix.braun@example.de", (("asagao-plate", 1, 2),), 1.1, LONG, "returning"),
    (1036, "yijun.chen@example.tw", (("tokoname-teapot", 0, 1),), 1.0, LONG, ""),
    (1038, "jacob.miller@example.com", (("sake-set", 0, 1),), 1.5, 6.0, "gift"),
    (1041, "charlotte.hughes@example.co.uk", (("sake-set", 0, 1), ("kohiki-cup", 0, 2)), 1.0, LONG, "duty importtax"),
    (1042, "emily.carter@example.com", (("kohiki-cup", 0, 3), ("tokoname-teapot", 1, 1)), None, 0, ""),
    (1043, "noah.sullivan@example.net", (("hasami-mug", 0, 2), ("bud-vase", 1, 1)), 0.9, LONG, "voucher"),
    (1044, "jimin.kim@example.kr", (("donburi-bowl", 0, 2),), 1.4, 5.2, ""),
    (1046, "olivia.brooks@example.com", (("hasami-mug", 0, 4), ("bud-vase", 0, 1)), 1.2, 3.0, "part"),
    (1048, "lucia.fernandez@example.es", (("kohiki-cup", 2, 2), ("mame-plate", 0, 1)), 1.3, 7.0, ""),
    (1051, "camille.laurent@example.fr", (("asagao-plate", 0, 2), ("donburi-bowl", 1, 2)), 1.1, 6.0, "duty"),
    (1053, "xiaowen.liu@example.cn", (("tokoname-teapot", 0, 1), ("kohiki-cup", 1, 2)), 1.0, 5.0, ""),
    (1055, "anna.schmidt@example.de", (("tokoname-teapot", 0, 1), ("hasami-mug", 1, 2)), 0.8, LONG, "late"),
    (1058, "misaki.yamamoto@example.jp", (("bud-vase", 1, 1), ("kohiki-cup", 0, 1)), 0.7, LONG, ""),
    (1059, "yumi.sasaki@example.jp", (("donburi-bowl", 1, 2),), None, 0, "bank"),
    (1061, "javier.moreno@example.es", (("hasami-mug", 0, 2),), 1.0, LONG, ""),
    (1064, "lukas.weber@example.de", (("sake-set", 0, 1),), None, 0, "gift"),
    (1066, "ethan.rivera@example.org", (("tenmoku-bowl", 0, 1),), None, 0, "authorized"),
    (1067, "kenta.takahashi@example.jp", (("donburi-bowl", 0, 4),), None, 0, ""),
    (1068, "amelia.tremblay@example.ca", (("hasami-mug", 1, 3),), None, 0, ""),
    (1069, "ava.thompson@example.com", (("kohiki-cup", 1, 2),), None, 0, "vip"),
)
# whose store credit the shop owes already: buyer, amount, currency
CREDITED = (("olivia.brooks@example.com", "12.00", "USD"), ("misaki.yamamoto@example.jp", "1500", "JPY"))
