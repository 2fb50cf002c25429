"""What the seeded customers wrote to Hana Ceramics, in sentences of the phrasebook, which the demo can translate."""

# ruff: noqa: E501 - one mail a line can be looked over as a list

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mail:
    """One inquiry; `days_ago` dates its Date header, `form` sends it through the store's contact form instead."""

    days_ago: float
    email: str
    subject: str
    text: str
    headers: tuple[tuple[str, str], ...] = ()
    form: bool = False
    order: str = ""
    stranger: str = ""  # the name of somebody the shop does not know


AUTO = (("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All"))
LIST = (
    ("List-Id", "Kiln News <kiln-news.example.org>"),
    ("List-Unsubscribe", "<mailto:leave@example.org>"),
    ("Precedence", "bulk"),
)

MAILS: tuple[Mail, ...] = (
    Mail(19.6, "noah.sullivan@example.net", "Is it dishwasher safe?", "Hi,\n\nIs it dishwasher safe? Can I use it in the microwave?\n\nThanks!\n{name}"),
    Mail(19.1, "julia.hoffmann@example.de", "Wie groß ist der Teller?", "Hallo,\n\nWie groß ist der Teller? Gibt es das auch in einer anderen Farbe?\n\nViele Grüße\n{name}"),
    Mail(18.3, "yumi.sasaki@example.jp", "ギフト包装はできますか。", "はじめまして。\n\nギフト包装はできますか。金額がわかるものは入れないでください。\n\nよろしくお願いいたします。\n{name}"),
    Mail(17.5, "hugo.petit@example.fr", "Je souhaite un remboursement.", "Bonjour,\n\nLa tasse est arrivée cassée. J'ai joint des photos. Je souhaite un remboursement.\n\nCordialement,\n{name}"),
    Mail(16.8, "seoyeon.park@example.kr", "언제 재입고되나요?", "안녕하세요.\n\n언제 재입고되나요? 다른 색상도 있나요?\n\n감사합니다.\n{name}"),
    Mail(15.9, "ethan.rivera@example.org", "I received the wrong item.", "Hello,\n\nI received the wrong item. Photos are attached. Could you send me a replacement?\n\nRegards,\n{name}"),
    Mail(15.2, "carmen.ortega@example.es", "¿Quién paga el envío de devolución?", "Buenos días:\n\nMe gustaría devolver una taza. ¿Quién paga el envío de devolución?\n\nUn saludo,\n{name}"),
    Mail(14.4, "guanyu.lin@example.tw", "什麼時候會補貨？", "您好：\n\n什麼時候會補貨？我還會再買的。\n\n謝謝。\n{name}"),
    Mail(13.7, "harry.bennett@example.co.uk", "One item is missing.", "Hello,\n\nMy order number is #1031. One item is missing. Please send me a new one.\n\nKind regards,\n{name}", order="#1031"),
    Mail(13.0, "jianguo.wang@example.cn", "我需要支付关税吗？", "您好：\n\n我需要支付关税吗？\n\n谢谢。\n{name}"),
    Mail(12.2, "daisuke.nakamura@example.jp", "領収書をいただけますか。", "お世話になっております。\n\n領収書をいただけますか。\n\nよろしくお願いいたします。\n{name}"),
    Mail(11.5, "katharina.vogel@example.de", "Mein Rabattcode funktioniert nicht.", "Guten Tag,\n\nMein Rabattcode funktioniert nicht. Kann ich mit PayPal bezahlen?\n\nFreundliche Grüße\n{name}"),
    Mail(10.8, "sophie.walker@example.co.uk", "One of the plates arrived broken.", "Hello,\n\nOne of the plates arrived broken. My order number is #1024. I attached a photo. I would like a refund.\n\nMany thanks.\n{name}", order="#1024"),
    Mail(10.1, "antoine.girard@example.fr", "Livrez-vous au Canada ?", "Bonjour,\n\nLivrez-vous au Canada ? C'est un cadeau. Pouvez-vous faire un paquet cadeau ?\n\nMerci d'avance.\n{name}"),
    Mail(9.4, "javier.moreno@example.es", "Las tazas son preciosas.", "Hola:\n\nLas tazas son preciosas. Volveré a comprar.\n\nMuchas gracias.\n{name}"),
    Mail(8.7, "chihiro.kobayashi@example.jp", "注文#1010", "お世話になっております。\n\n注文番号は#1010です。色が写真と違います。返品の方法を教えてください。\n\nよろしくお願いいたします。\n{name}", order="#1010"),
    Mail(8.0, "felix.braun@example.de", "Ich möchte meine Bestellung #1033 zurückgeben.", "Guten Tag,\n\nIch möchte meine Bestellung #1033 zurückgeben. Der Teller ist zu klein. Es ist unbenutzt und originalverpackt. Muss ich die Rücksendung bezahlen?\n\nMit freundlichen Grüßen\n{name}", order="#1033"),
    Mail(7.3, "yijun.chen@example.tw", "茶壺收到時已經破了。", "您好：\n\n我的訂單編號是#1036。茶壺收到時已經破了。附上照片。我想退款。\n\n謝謝您。\n{name}", order="#1036"),
    Mail(6.6, "oliver.price@example.co.uk", "Do I have to pay customs duties?", "Hi,\n\nThe courier is asking me to pay £12.40 in customs duties. I already paid the duties at checkout.\n\nThanks.\n{name}"),
    Mail(6.0, "news@example.org", "Kiln news: new glazes this month", "Kiln news: new glazes this month.\n\nYou get this because you joined the list.", LIST, stranger="Kiln News"),
    Mail(5.4, "lea.moreau@example.fr", "Absence du bureau", "Bonjour,\n\nJe suis absent jusqu'au 30/11.\n\nCordialement,\n{name}", AUTO),
    Mail(4.9, "jacob.miller@example.com", "Where is my order #1038?", "Hi,\n\nWhere is my order #1038? It is a birthday gift. The birthday is on 12/02. Please do not include the price.\n\nThanks,\n{name}", order="#1038"),
    Mail(4.3, "doyun.lee@example.kr", "배송지를 변경할 수 있나요?", "안녕하세요.\n\n배송지를 변경할 수 있나요? 이사했습니다.\n\n감사합니다.\n{name}"),
    Mail(3.8, "mengjie.zhou@example.cn", "我没有收到订单确认邮件。", "您好：\n\n我没有收到订单确认邮件。我的订单确认了吗？\n\n谢谢。\n{name}"),
    Mail(3.2, "lucia.fernandez@example.es", "¿Dónde está mi pedido #1048?", "Hola:\n\n¿Dónde está mi pedido #1048? Hice el pedido hace 10 días y todavía no he recibido nada. Lo necesito antes del 05/12.\n\nGracias de antemano.\n{name}", order="#1048"),
    Mail(2.7, "olivia.brooks@example.com", "Only part of my order #1046 has arrived.", "Hello,\n\nOnly part of my order #1046 has arrived. One item is missing. When will I receive my order?\n\nBest,\n{name}", order="#1046"),
    Mail(2.2, "camille.laurent@example.fr", "Mon colis est bloqué à la douane.", "Bonjour,\n\nMon numéro de commande est #1051. Mon colis est bloqué à la douane. Le transporteur me demande 14,60 € de droits de douane. J'ai déjà payé les droits de douane lors de la commande.\n\nDans l'attente de votre réponse.\n{name}", order="#1051"),
    Mail(1.8, "xiaowen.liu@example.cn", "我的订单#1053什么时候能到？", "您好：\n\n我的订单#1053什么时候能到？物流信息已经3天没有更新了。\n\n谢谢。\n{name}", order="#1053"),
    Mail(1.4, "a.schmidt.privat@example.net", "Meine Bestellnummer ist #1055.", "Guten Tag,\n\nIch habe mit einer anderen E-Mail-Adresse bestellt. Meine Bestellnummer ist #1055. Wo bleibt meine Bestellung?\n\nViele Grüße\nAnna Schmidt", stranger="Anna Schmidt"),
    Mail(1.1, "lukas.weber@example.de", "Kann ich die Lieferadresse noch ändern?", "Hallo,\n\nMeine Bestellnummer ist #1064. Kann ich die Lieferadresse noch ändern? Es ist ein Geschenk. Können Sie es als Geschenk verpacken?\n\nVielen Dank im Voraus.\n{name}", order="#1064"),
    Mail(0.8, "maria.gutierrez@example.mx", "¡Esto es inaceptable!", "Hola:\n\n¡Esto es inaceptable! Es la tercera vez que les escribo. Nadie me responde. Quiero que me devuelvan el dinero.\n\n{name}"),
    Mail(0.5, "jimin.kim@example.kr", "제 주문 #1044은(는) 언제 도착하나요?", "안녕하세요.\n\n제 주문 #1044은(는) 언제 도착하나요? 배송 조회가 4일째 바뀌지 않고 있습니다.\n\n감사합니다.\n{name}", order="#1044"),
    Mail(0.3, "amelia.tremblay@example.ca", "Do you ship to Canada?", "Hello,\n\nDo you ship to Canada? When will it be back in stock?\n\nBonjour,\n\nLivrez-vous au Canada ? Quand sera-t-il de nouveau en stock ?\n\n{name}"),
    Mail(0.2, "kenta.takahashi@example.jp", "注文#1067をキャンセルしたいです。", "お世話になっております。\n\n注文#1067をキャンセルしたいです。色を間違えて注文しました。\n\nよろしくお願いいたします。\n{name}", order="#1067"),
    Mail(0.1, "misaki.yamamoto@example.jp", "カップが割れて届きました。", "お世話になっております。\n\n注文番号は#1058です。カップが割れて届きました。新しいものを送ってください。\n\nよろしくお願いいたします。\n{name}", order="#1058", form=True),
    Mail(0.06, "ava.thompson@example.com", "Can I add a cup to my order?", "Hi there,\n\nMy order number is #1069. Can I add a cup to my order?\n\nThanks a lot.\n{name}", order="#1069", form=True),
    Mail(0.03, "yating.huang@example.tw", "可以放進洗碗機嗎？", "您好：\n\n可以放進洗碗機嗎？\n\n謝謝。\n{name}", form=True),
    Mail(0.02, "anna.schmidt@example.de", "Wo ist meine Bestellung #1055?", "Guten Tag,\n\nWo ist meine Bestellung #1055? Die Sendungsverfolgung hat sich seit 2 Tagen nicht geändert. Warum verzögert sich meine Lieferung?\n\nMit freundlichen Grüßen\n{name}", order="#1055"),
    Mail(0.01, "lucia.fernandez@example.es", "Re: ¿Dónde está mi pedido #1048?", "Hola:\n\nQuedo a la espera de su respuesta. ¿Podría enviarme el número de seguimiento?\n\nGracias.\n{name}", order="#1048"),
    Mail(0.0, "emily.carter@example.com", "Please refund two of the three cups.", "Hi,\n\nMy order number is #1042. I ordered the wrong color. Please refund two of the three cups. When will I get my refund?\n\nThank you.\n{name}", order="#1042"),
)  # fmt: skip
