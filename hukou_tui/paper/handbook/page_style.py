"""How the page looks: dark on white, large for the wall, A4 on paper."""

from __future__ import annotations

STYLE = """\
:root { color: #111; background: #fff; }
body { max-width: 46em; margin: 0 auto; padding: 1em;
  font: 1.15rem/1.6 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", SimSun, sans-serif; }
h1 { font-size: 1.9em; line-height: 1.25; }
h2 { font-size: 1.55em; line-height: 1.3; margin-top: 2em; border-bottom: 0.15em solid #111; }
h3 { font-size: 1.2em; line-height: 1.35; margin-top: 1.6em; border-bottom: 0.08em solid #555; }
h4 { font-size: 1.05em; }
ul, ol { padding-left: 1.4em; margin: 0.3em 0; }
li { margin: 0.2em 0; overflow-wrap: anywhere; }
a { color: #003a80; }
table { border-collapse: collapse; width: 100%; margin: 0.6em 0; }
caption { text-align: left; font-weight: bold; }
th, td { border: 0.07em solid #555; padding: 0.3em 0.5em; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
thead th { background: #eee; }
tbody th { font-weight: normal; }
.warns { border-left: 0.4em solid #a00000; padding-left: 0.7em; font-weight: bold; }
.wall { font-size: 1.35em; }
.wall li ul { font-size: 0.82em; }
.wall li li ul { font-size: 1em; }
@page { size: A4; margin: 16mm 15mm 18mm; @bottom-center { content: counter(page); } }
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; line-height: 1.4; }
  nav { display: none; }
  a { color: inherit; text-decoration: none; }
  article + article, article > section { break-before: page; }
  article > section:first-of-type { break-before: auto; }
  .wall { font-size: 14pt; }
  h1, h2, h3, h4, caption { break-after: avoid; }
  li li, tr, p { break-inside: avoid; }
  .wall li { break-inside: auto; }
  .wall p { break-after: avoid; }
  ul, li, p { margin-top: 0.1em; margin-bottom: 0.1em; }
  h3 { margin-top: 1em; }
}
"""
