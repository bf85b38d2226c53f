"""Charts as pictures: SVG in pages and PDF files, PNG in Word files. What was drawn lately is kept."""

from functools import lru_cache

from learningloop.kit.documents.blocks import Chart


@lru_cache(maxsize=64)
def svg_of(chart: Chart) -> str:
    from learningloop.kit.documents import drawing  # noqa: PLC0415  # 60 MB that only who draws should load

    return drawing.svg(chart)


@lru_cache(maxsize=16)
def png_of(chart: Chart) -> bytes:
    from learningloop.kit.documents import drawing  # noqa: PLC0415  # as above

    return drawing.png(chart)
