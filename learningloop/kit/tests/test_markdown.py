from learningloop.kit.markdown import render


def test_headings_begin_under_the_pages_own():
    assert render("# What we learned\n\n###### deep") == "<h2>What we learned</h2>\n<h4>deep</h4>\n"


def test_lists_emphasis_tables_and_links_come_through():
    html = render("**once**\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[there](https://example.org/)")
    assert "<strong>once</strong>" in html
    assert html.count("<li>") == 2
    assert "<th>a</th>" in html
    assert '<a href="https://example.org/" rel="noopener noreferrer">there</a>' in html


def test_nothing_typed_becomes_live():
    html = render('<script>alert(1)</script>\n\n<img src=x onerror="a()">\n\n[x](javascript:alert(1))')
    assert "<script" not in html
    assert "<img" not in html
    assert "href" not in html
    assert "alert(1)" in html


def test_pictures_from_elsewhere_are_not_fetched():
    assert "<img" not in render("![tracker](https://example.org/pixel.png)")


def test_nothing_gives_nothing():
    assert render("") == ""
