"""Ways in which what a student wrote has become code in pages of graded notebooks.

Each would set ``document.title`` or ``window.pwned``, or ask another machine.
"""

_DO = "document.title='PWNED'"

PAYLOADS = [
    f"<script>{_DO}</script>",
    f"</pre><script>{_DO}</script>",
    f'<img src=x onerror="{_DO}">',
    f'<svg onload="{_DO}">',
    f'<a href="javascript:{_DO}">x</a>',
    f"[z](java&#115;cript:{_DO.replace('=', '%3D')})",
    f"[z]: javascript:{_DO}\n\n[z]",
    "<javascript:alert(1)>",
    "![p](https://evil.example/p.png)",
    "<style>*{background:url(https://evil.example/s)}</style>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/m'>",
    f'<iframe srcdoc="<script>parent.{_DO}</script>"></iframe>',
    "<form action=https://evil.example/f><button>",
    "<base href=https://evil.example/b>",
    f"<!-- --><script>{_DO}</script>",
    f"]]><script>{_DO}</script>",
    f"\n\n<div>\n\n<script>{_DO}</script>\n\n</div>",
    f"$\\href{{javascript:{_DO}}}{{x}}$",
    f"$$\\require{{html}}\\style{{x}}{{\\href{{javascript:{_DO}}}{{x}}}}$$",
    f"\\begin{{equation}}\\href{{javascript:{_DO}}}{{x}}\\end{{equation}}",
    f"\\\\href&#92;href\\\\(\\href{{javascript:{_DO}}}{{x}}\\\\)",
    f"$\\def\\x{{\\href{{javascript:{_DO}}}}} \\x{{y}}$",
    f'$<img src=x onerror="{_DO}">$',
    f"`</code><script>{_DO}</script>`",
    f"```\n</pre><script>{_DO}</script>\n```",
    f'"><script>{_DO}</script>',
]
