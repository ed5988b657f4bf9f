"""Kinds of files that are not read: how they are recognised, and what to do about each, in a user's words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unread:
    """``files`` names the kind in the plural; ``advice`` is a sentence that says what to do instead."""

    files: str
    advice: str


_UNPACK = "Unpack it and take in the folder instead."
_AS_PDF = "Save it as PDF."

PICTURE = "image/*"
BINARY_WORKBOOK = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
UNREAD: dict[str, Unread] = {
    PICTURE: Unread("Pictures", "If it shows text, print it to a PDF and take that in."),
    "audio/*": Unread("Sound and video", "Take in a transcript instead."),
    "application/x-rar": Unread("RAR archives", _UNPACK),
    "application/x-7z-compressed": Unread("7-Zip archives", _UNPACK),
    "application/x-compressed": Unread("Compressed files of this kind", _UNPACK),
    "application/x-tar": Unread("TAR archives", _UNPACK),
    "application/vnd.apple.iwork": Unread(
        "Files of Pages, Keynote and Numbers", "Export it as PDF, .docx, .pptx or .xlsx."
    ),
    "application/onenote": Unread("OneNote files", "Export it as PDF or .docx."),
    "application/acad": Unread("Drawings of AutoCAD", "Plot it to PDF."),
    "application/x-msaccess": Unread("Access databases", "Export its tables as .xlsx or CSV."),
    BINARY_WORKBOOK: Unread("Binary workbooks (.xlsb)", "Save it as .xlsx."),
    "application/vnd.ms-excel.xml": Unread("Workbooks saved as XML", "Save it as .xlsx."),
    "application/vnd.visio": Unread("Visio drawings", _AS_PDF),
    "application/x-mspublisher": Unread("Publisher files", _AS_PDF),
    "application/vnd.ms-works": Unread("Files of Microsoft Works", "Save it as .docx."),
    "application/vnd.wordperfect": Unread("WordPerfect files", "Save it as .docx or PDF."),
    "application/x-old-word": Unread("Files of Word 1", "Save it as .docx."),
    "application/postscript": Unread("PostScript files", "Convert it to PDF."),
    "image/vnd.djvu": Unread("DjVu files", "Convert it to PDF."),
    "application/x-mobipocket-ebook": Unread("Kindle and Mobipocket books", "Convert it to EPUB or PDF."),
    "application/vnd.ms-htmlhelp": Unread("Windows help files", "Export it as HTML or PDF."),
    "application/vnd.ms-outlook-store": Unread("Outlook data files", "Save the mails as .eml or .msg."),
    "application/x-executable": Unread("Programs", "Take in its documents by themselves."),
    "application/vnd.oasis.opendocument.unread": Unread("OpenDocument drawings, formulas and databases", _AS_PDF),
    "application/x-ole-storage": Unread("Office files of this kind", "Save it as .docx, .pptx, .xlsx or PDF."),
}

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF87a", PICTURE),
    (b"GIF89a", PICTURE),
    (b"II*\0", PICTURE),
    (b"MM\0*", PICTURE),
    (b"8BPS", PICTURE),
    (b"\xd7\xcd\xc6\x9a", PICTURE),
    (b"AT&TFORM", "image/vnd.djvu"),
    (b"Rar!\x1a\x07", "application/x-rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/x-compressed"),
    (b"BZh", "application/x-compressed"),
    (b"\xfd7zXZ\0", "application/x-compressed"),
    (b"\x28\xb5\x2f\xfd", "application/x-compressed"),
    (b"\x1f\x9d", "application/x-compressed"),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "application/onenote"),
    (b"AC10", "application/acad"),
    (b"\0\x01\0\0Standard Jet DB", "application/x-msaccess"),
    (b"\0\x01\0\0Standard ACE DB", "application/x-msaccess"),
    (b"\xffWPC", "application/vnd.wordperfect"),
    (b"%!PS", "application/postscript"),
    (b"\xc5\xd0\xd3\xc6", "application/postscript"),
    (b"ITSF", "application/vnd.ms-htmlhelp"),
    (b"!BDN", "application/vnd.ms-outlook-store"),
    (b"MZ", "application/x-executable"),
    (b"\x7fELF", "application/x-executable"),
    (b"ID3", "audio/*"),
    (b"OggS", "audio/*"),
    (b"fLaC", "audio/*"),
    (b"\x1aE\xdf\xa3", "audio/*"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "audio/*"),
    (b"\xff\xfb", "audio/*"),
    (b"\0\0\x01\xba", "audio/*"),
    (b"\x31\xbe\0\0", "application/x-old-word"),
    (b"\x9b\xa5", "application/x-old-word"),
    (b"\xdb\xa5", "application/x-old-word"),
    (b"\xfe\x37\x00", "application/x-old-word"),
)
_BRANDS_OF_PICTURES = (b"heic", b"heix", b"mif1", b"avif", b"hevc")
_LONGEST_SIGNATURE = 512


def unread_type(data: bytes) -> str | None:
    """The type of a file that is not read, where its first bytes tell; None for all else."""
    head = data[:_LONGEST_SIGNATURE]
    if head[:4] == b"\x01\0\0\0":
        return PICTURE if head[40:44] == b" EMF" else None
    if head[:4] == b"RIFF":
        return PICTURE if head[8:12] == b"WEBP" else "audio/*"
    if head[4:8] == b"ftyp":
        return PICTURE if head[8:12] in _BRANDS_OF_PICTURES else "audio/*"
    if head[257:262] == b"ustar":
        return "application/x-tar"
    if head[60:68] in (b"BOOKMOBI", b"TEXtREAd"):
        return "application/x-mobipocket-ebook"
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        return PICTURE
    text_like = head.isascii() and b"\0" not in head
    for start, kind in _STARTS:
        # Two letters begin many a text.
        if head.startswith(start) and not (text_like and start in (b"MZ", b"BZh", b"ID3", b"AC10", b"ITSF")):
            return kind
    return None


def refusal(media_type: str) -> str:
    """Why files of a type are not read and what to do, in a sentence or two."""
    known = UNREAD.get(media_type)
    if known is None:
        return f"Files of type {media_type} are not supported. Save it as PDF, .docx, .html or plain text."
    return f"{known.files} are not supported. {known.advice}"
