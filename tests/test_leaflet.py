from __future__ import annotations

import re

import folium
import pytest

from mapstory.leaflet import Literal, StoryMap, block_id, draw_map, dress_map
from mapstory.narrative import Layer, Narrative, Step

NARRATIVE = Narrative(
    layers=(Layer("first", (), ()), Layer("second", (), ())),
    steps=(
        Step("first", "First", {"first": "told"}, (), (40, 30, 45, 35)),
        Step("second", "Second", {"first": "dimmed", "second": "told"}, (), (40, 30, 45, 35)),
    ),
    bounds=(40, 30, 45, 35),
)


def saved(story_map: StoryMap) -> str:
    article = f"<p>{story_map.stage}</p>"
    dress_map(story_map, title="T & T", style="p{}", script="var mapstory = {}", article=article)
    return str(story_map.get_root().render())


def test_it_is_a_folium_map_with_a_pane_and_a_group_for_each_layer() -> None:
    story_map = draw_map(NARRATIVE, name="anbar")
    assert isinstance(story_map, folium.Map)
    script = story_map.script()
    assert re.findall(r'createPane\(\s*"(.*?)"', script) == ["layer-first", "layer-second"]
    assert script.count("L.featureGroup(") == 2
    assert "L.map(" in script
    assert f'mapstory.tell(map_anbar_0, "{block_id("anbar")}", ' in script
    assert '"second": feature_group_anbar_2' in script


def test_nothing_in_it_is_random() -> None:
    assert draw_map(NARRATIVE, name="anbar").script() == draw_map(NARRATIVE, name="anbar").script()


def test_rendering_again_adds_nothing() -> None:
    story_map = draw_map(NARRATIVE, name="anbar")
    first = saved(story_map)
    again = str(story_map.get_root().render())
    assert first.count("mapstory.tell(") == again.count("mapstory.tell(") == 1
    assert first.count(story_map.stage) == again.count(story_map.stage) == 1
    assert again == first
    assert "<title>T &amp; T</title>" in first


@pytest.mark.parametrize("canary", ["{{7*191}}", "{% for", "{# x #}", "${x}", "a`b", "\u2028"])
def test_an_article_is_never_run_as_a_template(canary: str) -> None:
    story_map = draw_map(NARRATIVE, name="anbar")
    dress_map(
        story_map, title="T", style="", script="", article=f"<p>{canary}</p>{story_map.stage}"
    )
    assert f"<p>{canary}</p>" in story_map.get_root().render()


def test_a_map_of_ours_alone_asks_no_host_for_anything() -> None:
    assert "//" not in re.sub(r"xmlns=\S+", "", saved(draw_map(NARRATIVE, name="anbar")))


def test_layers_of_folium_bring_what_they_need_and_leak_into_no_other_map() -> None:
    story_map = draw_map(NARRATIVE, name="anbar")
    folium.Marker([33, 43], popup="Ramadi").add_to(story_map)
    html = saved(story_map)
    assert "L.marker(" in html
    assert "jquery" in html
    assert "leaflet.js" not in html.replace("awesome-markers", "")  # ours is in the page already
    assert "jquery" not in saved(draw_map(NARRATIVE, name="other"))
    assert folium.Map.default_js[0][0] == "leaflet"


def test_a_script_cannot_close_its_own_element() -> None:
    story_map = draw_map(NARRATIVE, name="anbar")
    dress_map(story_map, title="T", style="", script='x = "</script>"', article="")
    assert r'x = "<\/script>"' in story_map.get_root().render()


def test_literal_text_stays_literal() -> None:
    assert Literal("{{ 1 }}").render() == "{{ 1 }}"
