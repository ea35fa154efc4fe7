"""The page in a browser: nothing is said on its console, all pictures are there, and it fits its window."""

import json
import re
import shutil
import subprocess

import pytest

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no chromium is installed: apt-get install chromium")

WIDTHS = (1280, 400)
# What each page tells the one that frames it, of its window and its pictures.
TELLS = """<script>addEventListener("load", () => parent.postMessage({
  width: innerWidth, needs: document.documentElement.scrollWidth,
  pictures: document.images.length, missing: [...document.images].filter((each) => !each.naturalWidth).length}, "*"));
</script></body>"""
FRAMES = """<body><script>addEventListener("message", (event) =>
  document.body.append("told " + JSON.stringify(event.data) + ";"));</script>{}</body>"""


def shown(folder, page):
    """What a browser says on its console, and what it tells of a page in windows of both widths."""
    (folder / "page.html").write_text(page.replace("</body>", TELLS))
    frames = [f'<iframe src="page.html" width="{width}" height="900" frameborder="0"></iframe>' for width in WIDTHS]
    (folder / "frames.html").write_text(FRAMES.format("".join(frames)))
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--dump-dom"]
    options += ["--enable-logging=stderr", f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=10000"]
    command = [CHROMIUM, *options, (folder / "frames.html").as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    told = [json.loads(each) for each in re.findall(r"told (\{.*?\});", done.stdout)]
    return [line for line in done.stderr.splitlines() if "CONSOLE" in line], {each["width"]: each for each in told}


def test_a_browser_shows_the_whole_page_at_both_widths_and_has_nothing_to_say(page, tmp_path):
    said, told = shown(tmp_path, page)
    assert said == []
    assert set(told) == set(WIDTHS)
    for width, each in told.items():
        assert each["needs"] <= width
        assert (each["pictures"], each["missing"]) == (6, 0)


def test_a_page_that_is_too_wide_lacks_a_picture_or_complains_is_seen(page, tmp_path):
    wrong = (
        '<div style="width: 700px">x</div><img src="data:image/png;base64,AAAA"><script>console.error("no")</script>'
    )
    said, told = shown(tmp_path, page.replace("</main>", wrong + "</main>"))
    assert len(said) == len(WIDTHS)
    assert told[400]["needs"] > 400
    assert told[1280]["needs"] <= 1280
    assert told[400]["missing"] == told[1280]["missing"] == 1
