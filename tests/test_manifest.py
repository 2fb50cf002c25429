"""shopify.app.toml subscribes to exactly the topics that have a file, and says above each stanza which."""

import re
import tomllib
from pathlib import Path

from app.plugins import discover

MANIFEST = Path(__file__).parent.parent / "shopify.app.toml"
COMPLIANCE = {"customers/data_request", "customers/redact", "shop/redact"}
STANZA = re.compile(r"((?:^ *#.*\n)+) *\[\[webhooks\.subscriptions\]\]\n((?: *\w+ *=.*\n)+)", re.MULTILINE)


def _topics():
    return {module.TOPIC: name for name, module in discover("webhooks.topics").items()}


def _subscribed():
    stanzas = tomllib.loads(MANIFEST.read_text())["webhooks"]["subscriptions"]
    return [topic for stanza in stanzas for topic in stanza.get("topics", []) + stanza.get("compliance_topics", [])]


def _stanza(topic):
    file = f"# webhooks/topics/{_topics()[topic]}.py"
    return f'  {file}\n  [[webhooks.subscriptions]]\n  topics = ["{topic}"]\n  uri = "/webhooks"\n'


def test_every_topic_with_a_file_is_subscribed_to_once():
    missing = [topic for topic in _topics() if topic not in _subscribed()]
    assert not missing, "Paste into shopify.app.toml:\n\n" + "\n".join(_stanza(topic) for topic in missing)
    assert len(_subscribed()) == len(set(_subscribed()))


def test_every_subscribed_topic_has_a_file():
    without = [topic for topic in _subscribed() if topic not in _topics()]
    assert without == []


def test_a_topic_lives_in_the_file_of_its_name():
    assert {topic: name for topic, name in _topics().items() if topic.replace("/", "_") != name} == {}


def test_each_stanza_names_its_files_above_it():
    text = MANIFEST.read_text()
    found = STANZA.findall(text)
    assert len(found) == text.count("[[webhooks.subscriptions]]")
    for comment, body in found:
        named = set(re.findall(r"webhooks/topics/(\w+)\.py", comment))
        topics = set(re.findall(r'"([a-z_]+/[a-z_]+)"', body))
        assert named == {topic.replace("/", "_") for topic in topics}


def test_privacy_topics_and_no_others_go_to_the_compliance_address():
    stanzas = tomllib.loads(MANIFEST.read_text())["webhooks"]["subscriptions"]
    told = {topic for stanza in stanzas for topic in stanza.get("compliance_topics", [])}
    assert told == COMPLIANCE
    assert {stanza["uri"] for stanza in stanzas if "compliance_topics" in stanza} == {"/webhooks/compliance"}
    assert {stanza["uri"] for stanza in stanzas if "topics" in stanza} == {"/webhooks"}
