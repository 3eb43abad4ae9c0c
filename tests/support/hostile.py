"""What strangers may write to act, deceive or reach outside: one table for the renderer and for whole sites."""

# ruff: noqa: E501 - an attack reads best in one line

from __future__ import annotations

CANARY = "canary-7f3a91"  # stands in files that nobody may publish

# Each is the body of a proposal, named for what it tries.
BODIES: dict[str, str] = {
    "a-script": "<script>alert(1)</script>",
    "a-script-in-capitals": "<ScRiPt src=https://evil.example/x.js></sCrIpT>",
    "a-script-that-never-ends": "<script>alert(1)",
    "a-split-script": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "a-style": "<style>* { display: none }</style><b style='position:fixed'>x</b>",
    "handlers": "<b onclick=alert(1) onmouseover='x'>x</b><img src=x onerror=alert(1)><details ontoggle=x open>y</details>",
    "a-handler-after-a-slash": "<b/onclick=alert(1)>x</b><img/src=x.png/onerror=x>",
    "javascript": "[x](javascript:alert(1)) <a href=javascript:alert(1)>y</a>",
    "javascript-in-mixed-case": "[x](JaVaScRiPt:alert(1))",
    "javascript-as-entities": "[x](&#106;avascript&colon;alert(1)) <a href='&#x6A;avascript&#58;alert(1)'>y</a>",
    "javascript-with-a-tab": "[x](java\tscript:alert(1)) <a href='java&#9;script:alert(1)'>y</a>",
    "javascript-with-a-newline": "<a href='java&#10;script:alert(1)'>y</a> <a href='java&NewLine;script:x'>z</a>",
    "javascript-after-blanks": "<a href=' &#1; javascript:alert(1)'>y</a> <a href='\njavascript:alert(1)'>z</a>",
    "javascript-in-per-cent": "[x](%6Aavascript:alert(1)) [y](javascript%3Aalert(1))",
    "javascript-as-reference": "[x][1]\n\n[1]: javascript:alert(1) 'title'",
    "javascript-in-brackets": "<javascript:alert(1)> <JAVASCRIPT:alert(1)>",
    "javascript-as-picture": "![x](javascript:alert(1)) <img src='javascript:alert(1)'>",
    "vbscript-and-data": "[x](vbscript:x) [y](data:text/html;base64,PHNjcmlwdD4=) <a href='DATA:text/html,x'>z</a>",
    "other-schemes": "[x](file:///etc/passwd) [y](ftp://a.example) [z](blob:x) [w](intent:x) [v](view-source:x)",
    "schemes-of-ours": "<a href='potluck-file:.git/config'>x</a><img src='potluck-file:potluck.yml'>"
    "<img src='potluck-far:javascript:alert(1)'>",
    "no-scheme-of-its-own": "[x](//evil.example) [y](/\\evil.example) [z](\\\\evil.example) <a href='///evil.example'>w</a>",
    "foreign-pictures": "![a](https://evil.example/pixel.png) ![b](//evil.example/p.png) ![c](data:image/png;base64,AA)",
    "a-picture-of-many-sizes": "<img src=x.png srcset='https://evil.example/x.png 2x'><picture><source srcset=//evil.example>",
    "media": "<video src=//evil.example autoplay></video><audio src=x></audio><track><bgsound src=x>",
    "frames": "<iframe srcdoc='<script>1</script>'></iframe><frameset><frame src=x></frameset><object data=x></object><embed src=x>",
    "the-head": "<base href=//evil.example><meta http-equiv=refresh content='0;url=//evil.example'><link rel=stylesheet href=x><title>x</title>",
    "a-form": "<form action=//evil.example><input name=q value=x><button formaction=x>y</button><select><option>z</select><textarea>t</textarea></form>",
    "an-input-that-asks": "<input type=password name=password autofocus onfocus=alert(1)>",
    "svg-and-math": "<svg onload=alert(1)><script>1</script><use href=//evil.example></svg><math href='javascript:x'><mtext>y</mtext></math>",
    "a-foreign-island": "<svg><p><style><img src=x onerror=alert(1)></style></svg><math><mglyph><style></math><img src onerror=x>",
    "templates-and-made-up-ones": "<template><script>1</script></template><x-y onclick=1>z</x-y><slot name=x></slot><dialog open>d</dialog>",
    "the-end-of-the-page": "</p></div></article></main></body></html><footer class='md-footer'>mine</footer><header>mine</header>",
    "an-open-comment": "before <!-- never closed <b>x</b>",
    "a-comment-with-a-trick": "<!--><script>alert(1)</script>--> <!--[if IE]><script>1</script><![endif]-->",
    "cdata": "a <![CDATA[ <script>1</script> ]]> b <![ c <![if x]>",
    "declarations": "<!DOCTYPE html><?php echo 1 ?><?xml-stylesheet href=x?><!ENTITY x>",
    "never-closed": "<b><i><a href='https://x.example'><blockquote><ul><li><table><tr><td><details>",
    "an-attribute-never-closed": "<a title='x href=https://evil.example>y",
    "attributes-in-braces": "# Hi {: onclick='alert(1)' #content .md-overlay style='x' }\n\ntext\n{: .md-overlay onclick=x }\n\n[l](x.md){: target=_blank }",
    "markdown-in-html": "<div markdown=1 onclick=x>\n\n*a* <script>1</script>\n\n</div>",
    "a-file-from-outside": '--8<-- "secret.txt"\n\n--8<--\n.git/config\nsecret.txt\n--8<--\n\n;--8<-- "secret.txt"',
    "templates-of-programs": "{{ config }} {% include 'secret.txt' %} {%- raw -%} ${{ secrets.TOKEN }} {{ ''.__class__ }} <%= 1 %> #{1}",
    "blocks-and-includes": "/// html | script\nalert(1)\n///\n\n{! secret.txt !}\n\n[[include secret.txt]]\n\n<!--#include file='secret.txt'-->",
    "ids-of-the-theme": "<h2 id=__search>x</h2><a name=__drawer id=content>y</a>\n\n## content\n\n## pl-start",
    "classes-of-the-theme": "<div class='md-overlay md-header pl-hero'>x</div><span class='md-search__form'>y</span><p class='md-dialog'>z</p>",
    "links-that-open-things": "<a href='https://x.example' target=_blank rel=opener ping=//evil.example download=x.exe>y</a>",
    "fences-with-options": "```html onclick=x title=\"<script>\" hl_lines='1' {.md-overlay #x style=y}\n<b>\n```\n\n```{.python onclick=x}\n1\n```",
    "pictures-in-base64": "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
    "stand-ins-of-the-renderer": "\x02wzxhzdk:0\x03 klzzwxh:0000 \ue0ff![ \ue0ffscript> plmarktitle plmarkheading \x00",
    "directions": "pay \u202eelpoep\u202c \u2066x\u2069 \u200b \U000e0041\U000e0042 \ufeff",
    "footnotes-with-tricks": "x[^<script>] y[^a]\n\n[^a]: <img src=x onerror=x> [z](javascript:x)\n[^<script>]: x",
    "abbreviations-with-tricks": '*[HTML]: "><script>alert(1)</script>\n\nHTML',
    "tables-with-tricks": "| a | b |\n|:-|-:|\n| <td style=x onclick=y> | [x](javascript:y) |",
    "titles-with-tricks": "[x](https://x.example '\" onclick=alert(1) x=\"') ![y](x.png '\"><script>1</script>')",
    "an-admonition-with-tricks": '!!! note "<script>alert(1)</script>"\n    x\n\n!!! md-overlay onclick=x\n    y\n\n??? tip "<img src=x onerror=y>"\n    z',
    "xmp-and-friends": "<xmp><script>1</script></xmp><noscript><p title='</noscript><img src=x onerror=x>'></noscript><plaintext>x",
    "a-table-that-breaks-out": "<table><tr><td></article><script>1</script><div style='position:fixed'>x",
    "isindex-and-others": "<isindex action=x><keygen><marquee onstart=x>m</marquee><blink>b</blink><applet code=x></applet><layer src=x>",
}

# What people may write for Mermaid (SEC-051), by what it tries.
DRAWINGS: dict[str, str] = {
    "a-click-that-runs": 'flowchart TD\nA-->B\nclick A "javascript:document.x=1"\nclick B call alert(1)\nclick A href "https://evil.example" _blank',
    "a-directive": '%%{init: {"securityLevel": "loose", "htmlLabels": true, "theme": "forest", "themeCSS": "*{background:url(https://evil.example/a)}"}}%%\nflowchart TD\nA[<img src=x onerror=parent.document.x=1>]-->B',
    "a-directive-within-a-directive": '%%{%%{x}%%init: {"securityLevel": "loose"}}%%\n%%{ini%%{x}%%t: {"flowchart": {"htmlLabels": true}}}%%\nflowchart TD\nA-->B',
    "front-matter": "---\ntitle: Pots\nconfig:\n  securityLevel: loose\n  themeCSS: '@import url(https://evil.example/b);'\n  flowchart: {htmlLabels: true}\n---\nflowchart TD\nA[\"<b onclick=x>b</b>\"]-->B",
    "html-in-labels": 'flowchart TD\nA["<img src=x onerror=document.x=1><svg onload=document.x=1><iframe srcdoc=x></iframe>"]-->|"<script>document.x=1</script>"|B["<a href=\'javascript:document.x=1\'>x</a>"]',
    "html-in-a-sequence": 'sequenceDiagram\nparticipant A as <img src=x onerror=document.x=1>\nA->>B: <script>document.x=1</script> $$\\\\href{javascript:alert(1)}{x}$$\nlink A: x @ javascript:alert(1)\nlinks A: {"y": "https://evil.example"}',
    "html-in-other-sorts": 'classDiagram\nclass A["<img src=x onerror=document.x=1>"]\nlink A "javascript:document.x=1"\ncallback A "alert" "x"',
    "styles-that-load": "flowchart TD\nA-->B\nstyle A fill:#fff,background-image:u\\72l(https://evil.example/c)\nclassDef x stroke:red;}</style><script>document.x=1</script>\nclass B x",
    "a-picture-from-elsewhere": 'flowchart TD\nA@{ img: "https://evil.example/d.png", label: "x", w: 60, h: 60 }-->B',
    "a-name-with-tricks": 'flowchart TD\naccTitle: "><script>document.x=1</script>\naccDescr: <img src=x onerror=document.x=1>\nA-->B',
    "the-end-of-its-frame": "flowchart TD\nA[</script></body><script>document.x=1</script>]-->B",
    "too-long": "flowchart TD\n" + "A-->B\n" * 4_000,
    "too-many-edges": "flowchart TD\n" + "".join(f"a{n}-->b{n}\n" for n in range(400)),
    "deep": "flowchart TD\n" + "".join(f"subgraph s{n}\n" for n in range(300)) + "A-->B\n" + "end\n" * 300,
    "of-days-without-end": "gantt\ndateFormat YYYY-MM-DD\ntickInterval 1millisecond\nsection A\na :a1, 0001-01-01, 3650000d",
    "without-a-working-day": "gantt\ndateFormat YYYY-MM-DD\nexcludes monday,tuesday,wednesday,thursday,friday,saturday,sunday\nsection A\na :a1, 2026-01-01, 1d",
    "no-language": "nothing that Mermaid knows",
}

# What people may write as a formula (SEC-051), by what it tries: none may be more than its words.
FORMULAS: dict[str, str] = {
    "an-address": r"\href{javascript:alert(1)}{x}",
    "an-address-of-its-own": r"\url{javascript:alert(1)}",
    "a-style": r"\style{position:fixed}{x} \htmlStyle{position:fixed}{x}",
    "a-class": r"\class{md-overlay}{x} \cssId{content}{x} \htmlId{content}{x}",
    "a-package": r"\require{html} x",
    "a-sign-by-number": r"\unicode{x3c}img",
    "a-file": r"\input{/etc/passwd} \include{x} \includegraphics{https://evil.example/x.png}",
    "a-macro-of-itself": r"\def\a{\a\a}\a",
    "macros-that-double": "".join(
        rf"\newcommand{{\q{chr(98 + n)}}}{{\q{chr(97 + n)}\q{chr(97 + n)}}}" for n in range(20)
    )
    + r"\qu",
    "a-reference": r"\eqref{content}",
    "a-strike": r"\cancel{100}",
    "braces-by-the-hundred": "{" * 900 + "}" * 900,
    "roots-by-the-hundred": r"\sqrt{" * 250 + "x" + "}" * 250,
    "long": "x+" * 1_500,
    "half": r"\frac{1}{",
}

BODIES |= {f"formula-{name}": f"a ${text}$ b\n\n```math\n{text}\n```" for name, text in FORMULAS.items()}
BODIES |= {
    "formulas-as-html": r"$\text{<img src=x onerror=alert(1)>}$ $\text{</math><script>1</script>}$ $$\mathrm{a<b>c}$$",
    "formulas-by-hand": "<math href='javascript:x'><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mtext></math>"
    "<span class='math math-inline' onclick=x>\\text{&lt;b&gt;}</span><span class='formula'><math><mi>x</mi></math></span>",
    "drawings-by-hand": "<figure class='drawing' onclick=x><details><code>flowchart TD</code></details></figure><figure class=drawing>x</figure>",
}

# What a printer would take far longer for than it is long (REL-003).
SLOW: dict[str, str] = {
    "code-that-cannot-be-coloured": "```lua\n" + ("[=" * 40 + "\n") * 800,
    "elements-in-elements": "<ul><li>\n" * 20_000,
    "formats-never-closed": "<div>" + "".join(f"<p>y <b id={n}>\n" for n in range(6_000)),
    "formats-closed-in-a-comment": "<div>" + "".join(f"<p>y <b id={n}><!--</b>--></p>\n" for n in range(4_000)),
    "formats-closed-by-nothing": "<div>" + "".join(f"<p>y <b id={n}></x></p>\n" for n in range(6_000)),
}

# What other Markdown parsers take long for: here it is a text like others.
LONG: dict[str, str] = {
    "brackets": "[" * 20_000,
    "links-never-closed": "[a](b " * 3_000,
    "tables-by-the-thousand": "a|b\n-|-\n" * 20_000,
    "lists-in-lists": "".join(" " * depth + "- a\n" for depth in range(690)),
    "quotes-in-quotes": "".join(">" * depth + " a\n" for depth in range(600)),
    "fences-by-the-thousand": "```\n" * 50_000,
    "brackets-and-addresses": "http://((\n" * 10_000 + ("www.a.example" + ")" * 100 + "\n") * 1_000,
    "headings-by-the-thousand": "# a\n" * 20_000,
    "formulas-by-the-thousand": "$a$\n" * 5_000,
    "prices-by-the-thousand": "a$b$c\n" * 5_000,
    "primes-by-the-thousand": "".join(f"${'x' * 10}{chr(39) * 1_900}$\n" for _ in range(60)),
    "drawings-by-the-thousand": "```mermaid\na\n```\n" * 5_000,
}

# What honest people write (REL-030): each must come out as it went in.
HONEST: dict[str, str] = {
    "families-of-emoji": "👩‍👩‍👧‍👦 👍🏽 🏴󠁧󠁢󠁳󠁣󠁴󠁿 ❤️",
    "from-right-to-left": "خبز الصاج על השולחן \u200fنعم\u200e",
    "without-blanks": "麻婆豆腐は母の味。",
    "combining-marks": "e\u0301 \u0915\u094d\u0937 \u0e01\u0e34\u0e19",
    "joiners": "می\u200cخواهم",
    "signs": "5 < 6 & 7 > 3, “quoted” – 50 % ½ €",
}
