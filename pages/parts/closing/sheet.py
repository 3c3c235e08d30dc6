"""The customer's page for signing as HTML: plain, whole without scripts, made for a thumb. Everything that is not ours is escaped.

It looks like the page of surveys and obeys the same policy: its style sheet is the same constant.
"""

from collections.abc import Mapping
from html import escape

from core.closing.acceptance.rules import NAME_LIMIT, PHASE_OF, TEXT_LIMIT, Verdict
from core.closing.signing.queries import Opened
from core.exchange.voice import Voice
from core.words import N_, Language, pick, translate
from pages.parts.satisfaction.sheet import _TAGS, LANGUAGE, STOPPED, UNTIL, _page

TITLE = N_("Acceptance of the result")
NAME, OFFICE, WORDS, DECISION = N_("Your name"), N_("Organisation and position"), N_("Remarks, one a line; or why you do not accept"), N_("Your decision")
SIGN = N_("Sign")
PURPOSE = N_("By signing you agree that your name, position and decision are kept with this acceptance. No address of your device is kept, and no cookie.")
THANKS, THANKED = N_("Thank you"), N_("Your signature has arrived. You can close this page.")
CLOSED = N_("This link does not sign any more")
KEPT_WORDS = N_("What you wrote, so that you can copy it:")
PACK, STANDARDS, PRESENTED, EARLIER = N_("Pack: judged complete, whole and correct"), N_("Delivery standards"), N_("Presented on {day}"), N_("Remarks so far")
CHOOSE = N_("Please choose your decision.")


def form(found: Opened, language: Language, *, form_id: str, typed: Mapping[str, str] | None = None, fault: str = "") -> str:
    """What is accepted, and the fields to sign. `typed` is what they hold; `fault` is a whole sentence."""
    typed, voice = typed or {}, Voice(language)

    def say(text: str, **values: object) -> str:
        return escape(translate(language, text, **values))

    switch = "".join(
        f'<button form="sign" type="submit" name="lang" value="{one.value}" lang="{_TAGS[one]}"{" aria-current=true" if one is language else ""}>{escape(one.own_name)}</button>'
        for one in Language
    )
    wrong = f'<div class="card stop" role="alert">{say(STOPPED)}<ul><li>{escape(fault)}</li></ul></div>' if fault else ""
    verdicts = "".join(
        f'<label><input type="radio" name="verdict" value="{one.value}"{" checked" if typed.get("verdict") == one.value else ""}><span>{say(one.label)}</span></label>' for one in Verdict
    )
    body = (
        # The first button of a form is what the Enter key presses: signing, never a change of language.
        f'<header aria-label="{say(LANGUAGE)}"><button form="sign" class="hidden" type="submit" name="go" value="send" tabindex="-1" aria-hidden="true"></button>{switch}</header>'
        f'<h1>{say(TITLE)}</h1><p class="about">{escape(pick(found.project, language))} · {escape(found.code)}<br>{say(PHASE_OF[found.seat].label)} · {say(found.seat.label)}</p>'
        f"{wrong}{_shown(found, language, voice)}"
        f'<form id="sign" method="post" novalidate autocomplete="off" accept-charset="utf-8"><input type="hidden" name="form" value="{escape(form_id)}">'
        f'<input type="hidden" name="shown" value="{language.value}">'
        f'<fieldset><legend>{say(DECISION)}</legend><div class="choice">{verdicts}</div></fieldset>'
        f'<div class="card"><label class="ask" for="words">{say(WORDS)}</label><textarea id="words" name="words" maxlength="{TEXT_LIMIT}">\n{escape(typed.get("words", ""))}</textarea></div>'
        f'{_line("name", say(NAME), typed.get("name", found.name))}{_line("office", say(OFFICE), typed.get("office", ""))}'
        f'<p class="small">{say(PURPOSE)}</p><button class="send" type="submit" name="go" value="send">{say(SIGN)}</button><p class="small">{say(UNTIL)}</p></form>'
    )
    return _page(language, body, title=TITLE)


def _line(name: str, label: str, value: str) -> str:
    # A text of one line in a field of several: it has the look of the page without a style of its own.
    return f'<div class="card"><label class="ask" for="{name}">{label}</label><textarea id="{name}" name="{name}" rows="1" maxlength="{NAME_LIMIT}">\n{escape(value)}</textarea></div>'


def _shown(found: Opened, language: Language, voice: Voice) -> str:
    """What was delivered, as it was found."""
    def say(text: str, **values: object) -> str:
        return escape(translate(language, text, **values))

    parts = []
    if found.presented_on:
        parts.append(f'<p class="small">{say(PRESENTED, day=voice.day(found.presented_on))}</p>')
    if found.papers:
        parts.append(f"<p><strong>{say(PACK)}</strong><br>{voice.several(say(one.label) for one in found.papers)}</p>")
    rows = []
    for one in found.standards:
        asked = f' <span class="need">({escape(voice.short(one.target))} {escape(one.unit)})</span>' if one.target is not None else ""
        got = voice.labelled(say(N_("Found")), f"{escape(voice.short(one.given))} {escape(one.unit)}") + " · " if one.target is not None and one.given is not None else ""
        points = f'<br><span class="small">{got}{say(N_("{points} of 100 points"), points=voice.number(one.points))}</span>' if one.points is not None else ""
        rows.append(f"<li>{escape(one.text)}{asked}{points}</li>")
    if rows:
        parts.append(f"<p><strong>{say(STANDARDS)}</strong></p><ul>{''.join(rows)}</ul>")
    if found.remarks:
        parts.append(f"<p><strong>{say(EARLIER)}</strong></p><ul>{''.join(f'<li>{escape(one)}</li>' for one in found.remarks)}</ul>")
    return f'<div class="card">{"".join(parts)}</div>' if parts else ""


def closed(language: Language, why: str, *, words: str = "") -> str:
    """Why a link signs nothing (any more), a whole sentence in `language`; with what was written, so that nothing is lost."""
    kept = f'<p class="small">{escape(translate(language, KEPT_WORDS))}</p><textarea readonly>\n{escape(words)}</textarea>' if words.strip() else ""
    body = f'<div class="card done"><h1>{escape(translate(language, CLOSED))}</h1><p>{escape(why)}</p></div>{kept}'
    return _page(language, body, title=CLOSED)
