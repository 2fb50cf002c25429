"""What may be a return's label, told by what the file holds and never by what it is called."""

from app.domain.problems import NotPossible, Problem

LARGEST = 10  # MB
MEGABYTE = 1024 * 1024
BEGINNINGS = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


def label_type(content: bytes) -> str:
    """The MIME type of a label; raises NotPossible for anything else."""
    kinds = (kind for beginning, kind in BEGINNINGS.items() if content.startswith(beginning))
    kind = next(kinds, "")
    if not kind or len(content) > LARGEST * MEGABYTE:
        raise NotPossible(Problem.BAD_LABEL, "label", limit=LARGEST)
    return kind


def check_link(address: str, field: str) -> None:
    """An address that a customer can open; "" is none. Raises NotPossible."""
    if address and (not address.startswith(("https://", "http://")) or any(sign.isspace() for sign in address)):
        raise NotPossible(Problem.BAD_LINK, field)
