"""The lines at the end of a slip: read aloud, signature, fingerprint, interpreter, scribe, refusal."""

from __future__ import annotations

from hukou_tui.paper.slips.occasion import BLANK, Occasion
from hukou_tui.paper.slips.page_layout import Block, wrap_lines


def signatures(occasion: Occasion, *, refusable: bool = True) -> Block:
    """Who read, heard and signed; each line has room for a pen, and boxes that any printer can draw.

    What is the applicant's own word is signed or is none: it is not `refusable`.
    """
    say, entry = occasion.say, occasion.entry
    interpreter = occasion.case.get("declarant.interpreter") or BLANK
    refused = f"[ ] {say('Refused to sign')}   {entry(say('Witness'))}   {entry(say('Date'))}"
    return [
        "",
        *wrap_lines(f"[ ] {say('Read aloud and shown to the applicant')}"),
        "",
        *wrap_lines(f"{entry(say('Signature of the applicant'))}   {entry(say('Fingerprint'))}"),
        "",
        *wrap_lines(f"{entry(say('Interpreter'), interpreter)}   {entry(say('Signature'))}"),
        "",
        *wrap_lines(f"{entry(say('Scribe'))}   {entry(say('Signature'))}"),
        *(["", *wrap_lines(refused)] if refusable else []),
    ]
