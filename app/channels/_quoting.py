"""Where a mail's new words end and older ones are repeated, in seven languages; nothing is thrown away."""

import re

MARKERS = re.compile(
    r"reply above this line|この行より上に(?:ご)?返信|oberhalb dieser zeile antworten"
    r"|responda? (?:por )?encima de esta l[ií]nea"
    r"|r[ée]pond(?:ez|re) au-dessus de cette ligne|请在此行上方回复|請在此行上方回覆|이 줄 위에 (?:회신|답장)",
    re.IGNORECASE,
)
# The line by which mail programs introduce what they repeat; it may be folded over two lines.
INTRODUCTIONS = re.compile(
    r"^(?:"
    r"On\b.{4,200}\bwrote:|"
    r"(?:Am|Den)\b.{4,200}\bschrieb\b.{0,120}:|"
    r"El\b.{4,200}\bescribi[óo]:|"
    r"Le\b.{4,200}\ba écrit\s?:|"
    r"(?:在\s?)?\d{4}[年/-].{4,200}(?:写道|寫道)[:：]|"
    r".{4,200}(?:写道|寫道)[:：]|"
    r"\d{4}[年/-].{4,200}(?:のメール|が書きました|さん(?:は書きました)?|wrote|<[^<>\s]+@[^<>\s]+>)\s?[:：]|"
    r".{4,120}(?:님이|이|가) (?:작성|쓴 글|다음과 같이 썼습니다).{0,10}[:：]|"
    r"\d{4}년.{4,200}[:：]|"
    r"[-_]{2,}\s?(?:Original Message|Originalnachricht|Ursprüngliche Nachricht|Mensaje original|Message d'origine|"
    r"元のメッセージ|Forwarded message|原始邮件|原始郵件|원본 메시지|원본메일)\s?[-_]{2,}"
    r")\s*$",
    re.IGNORECASE,
)
FROM_LINE = re.compile(
    r"^\*?(?:From|Von|De|差出人|送信者|发件人|寄件者|寄件人|보낸 사람|보낸사람)\s?[:：]\*?\s.*\S", re.IGNORECASE
)
NEXT_LINES = re.compile(
    r"^\*?(?:Sent|Date|To|Subject|Gesendet|Datum|An|Betreff|Enviado|Fecha|Para|Asunto|Envoyé|Date|À|Objet|送信日時|日時|宛先|件名|"
    r"发送时间|日期|收件人|主题|傳送時間|主旨|보낸 날짜|날짜|받는 사람|제목)\s?[:：]",
    re.IGNORECASE,
)
LONGEST_LINE = 500


def split(text: str) -> tuple[str, str]:
    """(new words, repeated words); all of it is new when nothing new would be left."""
    lines = text.split("\n")
    at = _first_repeated(lines)
    if at is None:
        return text.strip(), ""
    new = "\n".join(lines[:at]).strip()
    return (new, "\n".join(lines[at:]).strip()) if new else (text.strip(), "")


def _first_repeated(lines: list[str]) -> int | None:
    for number, line in enumerate(lines):
        if len(line) <= LONGEST_LINE and _starts_quote(lines, number, line.strip()):
            return number
    return _trailing_quote(lines)


def _starts_quote(lines: list[str], number: int, line: str) -> bool:
    if not line:
        return False
    following = [after.strip()[:LONGEST_LINE] for after in lines[number + 1 : number + 4]]
    folded = f"{line} {following[0]}" if following else line
    if MARKERS.search(line) or INTRODUCTIONS.match(line):
        return True
    if INTRODUCTIONS.match(folded) and not INTRODUCTIONS.match(following[0]) and _is_opening(line):
        return True
    return bool(FROM_LINE.match(line)) and any(map(NEXT_LINES.match, following))


def _is_opening(line: str) -> bool:
    """Whether a line alone may be the first half of an introduction: "On Mon, 3 Nov 2026 at 10:00 Hana"."""
    return bool(re.match(r"(?:On|Am|El|Le|Den)\b|在|\d{4}", line)) and any(map(str.isdigit, line))


def _trailing_quote(lines: list[str]) -> int | None:
    """A block of > lines that reaches to the end, blank lines aside."""
    at = len(lines)
    while at and (lines[at - 1].lstrip().startswith((">", "＞")) or not lines[at - 1].strip()):
        at -= 1
    quoted = any(line.lstrip().startswith((">", "＞")) for line in lines[at:])
    return at if quoted else None
