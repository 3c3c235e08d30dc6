"""The customer's page as HTML: plain, whole without scripts, made for a thumb. Everything that is not ours is escaped.

It knows nothing of sessions, requests or the database: texts in, one string out.
"""

import base64
import hashlib
from collections.abc import Mapping
from html import escape

from core.satisfaction.rules import Kind
from core.satisfaction.templates.rules import TEXT_LIMIT, Draft, Question
from core.words import N_, Content, Language, pick, translate

STYLE = """
:root{color-scheme:light dark;--ink:#1b2a33;--soft:#52626c;--line:#d5dee3;--ground:#f3f6f7;--card:#fff;--main:#0f6e84;--on:#fff;--bad:#b3261e;--tint:#e6f2f5}
@media (prefers-color-scheme:dark){:root{--ink:#e3ebef;--soft:#9fb0ba;--line:#33434d;--ground:#10191f;--card:#18242c;--main:#4db6c4;--on:#08222a;--bad:#ff9a90;--tint:#173640}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:17px/1.5 system-ui,-apple-system,"Segoe UI","PingFang SC","PingFang TC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif;-webkit-text-size-adjust:100%}
main{max-width:40rem;margin:0 auto;padding:1rem 1rem 3rem}
header{display:flex;justify-content:flex-end;gap:.25rem;flex-wrap:wrap}
header button,header a{font:inherit;font-size:.9rem;background:none;border:0;color:var(--main);padding:.6rem .7rem;min-height:44px;border-radius:.6rem;cursor:pointer;text-decoration:none;display:inline-flex;align-items:center}
header [aria-current]{background:var(--tint);font-weight:600}
h1{font-size:1.45rem;line-height:1.3;margin:.3rem 0 .3rem;text-wrap:balance}
.about{color:var(--soft);margin:0 0 .8rem}
.card,fieldset{background:var(--card);border:1px solid var(--line);border-radius:1rem;padding:1rem;margin:0 0 .9rem;min-width:0}
legend,.ask{float:left;width:100%;font-weight:600;padding:0;margin:0 0 .7rem}
legend+*,.ask+*{clear:both}
.need{white-space:nowrap;color:var(--soft);font-weight:400;font-size:.85rem}
.scale{display:grid;gap:.4rem}
.csat{grid-template-columns:repeat(5,1fr)}
.nps{grid-template-columns:repeat(6,1fr)}
@media (min-width:34rem){.nps{grid-template-columns:repeat(11,1fr)}}
.scale label,.choice label{position:relative;display:block;cursor:pointer}
.choice{display:grid;gap:.4rem}
.scale span,.choice span{display:flex;align-items:center;justify-content:center;min-height:48px;border:1.5px solid var(--line);border-radius:.75rem;font-variant-numeric:tabular-nums;font-size:1.1rem}
.choice span{justify-content:flex-start;padding:.5rem .9rem;font-size:1rem}
.scale input,.choice input{position:absolute;opacity:0;width:100%;height:100%;left:0;top:0;margin:0;cursor:pointer}
input:checked+span{background:var(--main);border-color:var(--main);color:var(--on);font-weight:700}
input:focus-visible+span{outline:3px solid var(--main);outline-offset:2px}
.ends{display:flex;justify-content:space-between;gap:1rem;color:var(--soft);font-size:.85rem;margin-top:.4rem}
.ends span:last-child{text-align:right}
textarea{width:100%;min-height:8rem;font:inherit;color:inherit;background:var(--ground);border:1.5px solid var(--line);border-radius:.75rem;padding:.7rem;resize:vertical}
textarea.line{min-height:3.2rem;height:3.2rem;resize:none}
textarea:focus-visible{outline:3px solid var(--main);outline-offset:1px}
.wrong{border-color:var(--bad)}
.fault{color:var(--bad);font-weight:600;margin:.6rem 0 0}
.stop{border-color:var(--bad);color:var(--bad);font-weight:600}
.stop ul{margin:.4rem 0 0;padding-left:1.2rem}
.stop a{color:inherit}
.send{width:100%;font:inherit;font-weight:700;font-size:1.1rem;background:var(--main);color:var(--on);border:0;border-radius:.9rem;min-height:56px;cursor:pointer}
.send:focus-visible,header button:focus-visible,header a:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
.small{color:var(--soft);font-size:.88rem}
.hidden{display:none}
.done{text-align:center;padding:2.5rem 1.2rem}
.done svg{width:72px;height:72px;color:var(--main)}
"""
"""Constant: its hash stands in the page's policy, so that no other style is read."""
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

TITLE = N_("How did we do?")
ABOUT = N_("About: {project}")
NEEDED = N_("needed")
OPTIONAL = N_("optional")
LEAST_CSAT, MOST_CSAT = N_("very dissatisfied"), N_("very satisfied")
LEAST_NPS, MOST_NPS = N_("not at all likely"), N_("extremely likely")
SEND = N_("Send my answers")
PURPOSE = N_("By sending you agree that your answers are read by those who served you and used to improve the service. Only your answers are kept: no address of your device, no cookie. You need not write names or numbers of persons.")
UNTIL = N_("This link is yours alone and can be used once.")
THANKS, THANKED = N_("Thank you"), N_("Your answers have arrived. You can close this page.")
CLOSED = N_("This link cannot be used")
CLOSED_WHY = N_("It was answered already, has expired, or was never complete. If you still want to tell us something, please turn to whoever sent you the link.")
BUSY, BUSY_WHY = N_("Too much at once"), N_("Please wait a minute, go back and send again. What you wrote is still there.")
AWAY, AWAY_WHY = N_("Not reachable at the moment"), N_("Nothing was lost on our side, but your answers have not arrived yet. Please go back and send again in a minute.")
TOO_LARGE, TOO_LARGE_WHY = N_("This is too long"), N_("Your answers are longer than can be taken. Please go back and shorten them: nothing you wrote is lost there.")
LANGUAGE = N_("Language")
_TAGS = {Language.ENGLISH: "en", Language.SIMPLIFIED: "zh-Hans", Language.TRADITIONAL: "zh-Hant"}


def field(code: str) -> str:
    """The name of a question's field in the form."""
    return f"q_{code}"


def _page(language: Language, body: str, *, title: str) -> str:
    said = escape(translate(language, title))
    return (
        f'<!doctype html><html lang="{_TAGS[language]}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="robots" content="noindex,nofollow"><meta name="referrer" content="no-referrer"><link rel="icon" href="data:,"><title>{said}</title>'
        f"<style>{STYLE}</style></head><body><main>{body}</main></body></html>"
    )


def message(language: Language, title: str, why: str, *, here: str = "") -> str:
    """A page that only says something; `here` is the path its language links lead to."""
    mark = '<svg viewBox="0 0 48 48" fill="none" stroke="currentColor" stroke-width="3" aria-hidden="true"><circle cx="24" cy="24" r="21"/>{}</svg>'
    mark = mark.format('<path d="M14 25l7 7 14-15" stroke-linecap="round" stroke-linejoin="round"/>' if title == THANKS else '<path d="M24 13v14M24 34v1" stroke-linecap="round"/>')
    links = "".join(
        f'<a lang="{_TAGS[one]}" href="{escape(here)}?lang={one.value}"{" aria-current=true" if one is language else ""}>{escape(one.own_name)}</a>' for one in Language
    )  # fmt: skip
    nav = f'<header aria-label="{escape(translate(language, LANGUAGE))}">{links}</header>' if here else ""
    body = f'{nav}<div class="card done">{mark}<h1>{escape(translate(language, title))}</h1><p>{escape(translate(language, why))}</p></div>'
    return _page(language, body, title=title)


def form(
    language: Language, draft: Draft, project: Content, *, form_id: str, typed: Mapping[str, str] | None = None, faults: Mapping[int, str] | None = None
) -> str:
    """The questions. `typed` is what the fields hold, by question code; `faults` are sentences by the question's place, from 1 (0: the whole form)."""
    typed, faults = typed or {}, faults or {}

    def say(text: str) -> str:
        return escape(translate(language, text))

    switch = "".join(
        f'<button form="survey" type="submit" name="lang" value="{one.value}" lang="{_TAGS[one]}"{" aria-current=true" if one is language else ""}>{escape(one.own_name)}</button>'
        for one in Language
    )
    wrong = ""
    if faults:
        items = "".join(
            f'<li><a href="#q{row}">{escape(pick(draft.questions[row - 1].text, language))}</a></li>' if row else f"<li>{escape(said)}</li>" for row, said in sorted(faults.items())
        )
        wrong = f'<div class="card stop" role="alert">{say(STOPPED)}<ul>{items}</ul></div>'
    questions = "".join(_question(language, row, one, typed.get(one.code, ""), faults.get(row, ""), draft.ends) for row, one in enumerate(draft.questions, 1))
    introduction = pick(draft.introduction, language)
    body = (
        # The first button of a form is what the Enter key presses: sending, never a change of language.
        f'<header aria-label="{say(LANGUAGE)}"><button form="survey" class="hidden" type="submit" name="go" value="send" tabindex="-1" aria-hidden="true"></button>{switch}</header>'
        f"<h1>{say(TITLE)}</h1><p class=\"about\">{escape(translate(language, ABOUT, project=pick(project, language)))}</p>"
        + (f"<p>{escape(introduction)}</p>" if introduction and not faults else "")
        + f'{wrong}<form id="survey" method="post" novalidate autocomplete="off" accept-charset="utf-8"><input type="hidden" name="form" value="{escape(form_id)}">'
        f'<input type="hidden" name="shown" value="{language.value}">'
        f'{questions}<p class="small">{say(PURPOSE)}</p><button class="send" type="submit" name="go" value="send">{say(SEND)}</button><p class="small">{say(UNTIL)}</p></form>'
    )
    return _page(language, body, title=TITLE)


STOPPED = N_("Nothing was sent yet. Please look at:")


def _question(language: Language, row: int, one: Question, value: str, fault: str, points: tuple[str, str] | None) -> str:
    text = escape(pick(one.text, language))
    need = f' <span class="need">({escape(translate(language, NEEDED if one.required else OPTIONAL))})</span>'
    said = f'<p class="fault" id="f{row}">{escape(fault)}</p>' if fault else ""
    told, mark = (f' aria-describedby="f{row}" aria-invalid="true"' if fault else ""), (" wrong" if fault else "")
    name = escape(field(one.code))
    if one.kind is Kind.TEXT:
        limit = escape(translate(language, N_("At most {limit} characters"), limit=TEXT_LIMIT))
        return (
            f'<div class="card{mark}" id="q{row}"><label class="ask" for="i{row}">{text}{need}</label><textarea id="i{row}" name="{name}"{told}>\n{escape(value)}</textarea>'
            f'<div class="ends"><span>{limit}</span></div>{said}</div>'
        )
    if one.kind is Kind.CHOICE:
        options = "".join(_radio(name, str(place), escape(pick(option.text, language)), value, "") for place, option in enumerate(one.options))
        return f'<fieldset class="{mark.strip()}" id="q{row}"{told}><legend>{text}{need}</legend><div class="choice">{options}</div>{said}</fieldset>'
    ends = points or (LEAST_CSAT, MOST_CSAT) if one.kind is Kind.CSAT else (LEAST_NPS, MOST_NPS)
    least, most = (escape(translate(language, end)) for end in ends)
    values = one.kind.values
    labels = {values[0]: f"{values[0]}: {least}", values[-1]: f"{values[-1]}: {most}"}
    options = "".join(_radio(name, str(score), str(score), value, labels.get(score, "")) for score in values)
    return (
        f'<fieldset class="{mark.strip()}" id="q{row}"{told}><legend>{text}{need}</legend><div class="scale {one.kind.value}">{options}</div>'
        f'<div class="ends"><span>{values[0]} {least}</span><span>{values[-1]} {most}</span></div>{said}</fieldset>'
    )


def _radio(name: str, value: str, text: str, chosen: str, label: str) -> str:
    said = f' aria-label="{label}"' if label else ""
    return f'<label><input type="radio" name="{name}" value="{value}"{said}{" checked" if value == chosen.strip() else ""}><span>{text}</span></label>'
