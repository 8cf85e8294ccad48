"""The page's style sheet: light, dark, print; what colour says is said by line and pattern too."""

SHEET = """
:root{color-scheme:light dark;--bg:#fff;--ink:#1c2128;--soft:#57606a;--line:#d0d7de;--box:#fff;
--edge:#6e7781;--panel:#f6f8fa;--bad:#a40e26;--warn:#8a4600;--more:#0b5cad;--less:#a04100;
--c0:#3b76c4;--c1:#2f8f6f;--c2:#8a63b8;--c3:#b07a1e;--c4:#4a8fa0;--c5:#b0587c;--quiet:#8c959f}
@media (prefers-color-scheme:dark){:root{--bg:#0f141a;--ink:#e6edf3;--soft:#9aa5b1;--line:#30363d;
--box:#161c24;--edge:#7d8590;--panel:#161c24;--bad:#ff8f8a;--warn:#f0b35a;--more:#79b8ff;
--less:#ffab70;--c0:#5b96e4;--c1:#4fb593;--c2:#a98be0;--c3:#d0a048;--c4:#6bb5c8;--c5:#d98aab;
--quiet:#6e7681}}
@media print{:root{color-scheme:light;--bg:#fff;--ink:#000;--soft:#333;--line:#999;--box:#fff;
--edge:#333;--panel:#fff;--bad:#7a0014;--warn:#5c2e00;--more:#003f80;--less:#702e00;
--c0:#3b76c4;--c1:#2f8f6f;--c2:#8a63b8;--c3:#b07a1e;--c4:#4a8fa0;--c5:#b0587c;--quiet:#777}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
main{max-width:1280px;margin:0 auto;padding:28px 24px 48px}
h1{font-size:24px;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:17px;margin:32px 0 8px}
h3{font-size:15px;margin:0 0 6px}
p{margin:4px 0;max-width:75ch}
.sub{color:var(--soft)}
code,.mono,td.name,th.name{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,
"DejaVu Sans Mono",monospace;font-size:.92em}
code,td,th{overflow-wrap:anywhere}
ul.marks{margin:8px 0 0;padding:0;list-style:none}
ul.marks li{border-left:4px solid var(--line);padding:2px 0 2px 12px;margin:6px 0;max-width:100ch}
ul.marks li.bad{border-left:4px double var(--bad)}
ul.marks li.warn{border-left:4px dashed var(--warn)}
ul.marks li{overflow-wrap:anywhere}
figure{margin:12px 0 0}
.scroll{overflow:auto;border:1px solid var(--line);border-radius:8px;background:var(--bg);
padding:12px;-webkit-overflow-scrolling:touch}
.scroll:focus-visible{outline:3px solid var(--c0);outline-offset:2px}
.scroll svg{display:block;margin:0 auto;height:auto}
.scroll svg.wide{width:100%;min-width:1000px;max-width:1176px}
.scroll svg.narrow{width:100%;min-width:586px;max-width:680px}
.pair{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:16px}
main.two{max-width:1640px;padding-left:16px;padding-right:16px}
.pair .scroll{padding:8px}
@media (max-width:1240px){.pair{grid-template-columns:minmax(0,1fr)}}
.legend{display:flex;flex-wrap:wrap;gap:6px 20px;margin:10px 0 0;padding:0;list-style:none;
color:var(--soft);font-size:13px}
.legend li{display:flex;align-items:center;gap:8px}
.legend svg{flex:none}
.hint{display:none;color:var(--soft);font-size:13px}
table{border-collapse:collapse;width:100%;min-width:640px;font-size:14px}
caption{text-align:left;color:var(--soft);padding:0 0 8px}
th,td{text-align:left;vertical-align:top;padding:5px 12px 5px 0;border-bottom:1px solid var(--line)}
thead th{overflow-wrap:normal;white-space:nowrap;border-bottom:2px solid var(--edge);font-size:13px}
tbody th{font-weight:400}
tbody tr.pool th{padding-top:18px;font-weight:400}
tr.pool b{font-size:1.02em}
tr.pool small{display:block;color:var(--soft);font-size:13px;max-width:110ch}
td.num,th.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.place{color:var(--soft);font-size:13px}
td .bad,.bad b{color:var(--bad);font-weight:600}
td .warn,.warn b{color:var(--warn);font-weight:600}
td .more{color:var(--more);font-weight:600}
td .less{color:var(--less);font-weight:600}
svg text{fill:var(--ink);font:12px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",
sans-serif;
unicode-bidi:isolate}
svg .n{font:600 13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
svg .r{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
svg.narrow .r{font-size:11px}
svg .p{font-size:11px;fill:var(--soft)}
svg .s{font-size:13px;font-weight:600;text-anchor:end;font-variant-numeric:tabular-nums}
svg .h{font-size:12px;font-weight:600;fill:var(--soft)}
svg .tb{fill:var(--bad);font-weight:600}
svg .tw{fill:var(--warn);font-weight:600}
svg .tm{fill:var(--more);font-weight:600}
svg .tl{fill:var(--less);font-weight:600}
.box{fill:var(--box);stroke:var(--edge);stroke-width:1}
.box.everything{stroke:var(--warn);stroke-width:3}
.box.nothing{stroke:var(--bad);stroke-width:1.5;stroke-dasharray:6 4}
.box.unreached,.box.nowhere{stroke-dasharray:2 3;stroke-width:1.5}
.box.unknown{stroke-dasharray:1 3;stroke-width:2;stroke-linecap:round}
.box.end,.box.group{fill:var(--panel)}
.box.new{stroke:var(--more);stroke-width:3}
.box.gone{stroke:var(--less);stroke-width:2;stroke-dasharray:8 4 2 4}
.bar{fill:var(--quiet)}
.b{fill-opacity:.34;stroke-opacity:.75;stroke-width:.75}
.b.c0,.bar.c0{fill:var(--c0);stroke:var(--c0)}.b.c1,.bar.c1{fill:var(--c1);stroke:var(--c1)}
.b.c2,.bar.c2{fill:var(--c2);stroke:var(--c2)}.b.c3,.bar.c3{fill:var(--c3);stroke:var(--c3)}
.b.c4,.bar.c4{fill:var(--c4);stroke:var(--c4)}.b.c5,.bar.c5{fill:var(--c5);stroke:var(--c5)}
.b.q{fill:var(--quiet);stroke:var(--quiet);fill-opacity:.22}
.b.alike{stroke-dasharray:5 4;stroke-width:1;stroke-opacity:1;fill-opacity:.16}
.b.unknown{fill:url(#unknown);stroke:var(--edge);fill-opacity:1;stroke-dasharray:1 3}
.b.more,.b.new{fill:url(#more);stroke:var(--more);fill-opacity:1;stroke-opacity:1;stroke-width:1.5}
.b.less,.b.gone{fill:url(#less);stroke:var(--less);fill-opacity:1;stroke-opacity:1;stroke-width:1.5}
.b.gone{stroke-dasharray:8 4 2 4}
.zero{fill:none;stroke:var(--quiet);stroke-width:1;stroke-dasharray:2 5}
.defs{position:absolute;width:0;height:0}
.k1{stroke:var(--edge);stroke-width:1.4}
.k2{stroke:var(--more);stroke-width:2}
.k3{stroke:var(--less);stroke-width:1.6}
.t2{fill:var(--more);fill-opacity:.18}
.t3{fill:var(--less);fill-opacity:.14}
footer{margin-top:32px;color:var(--soft);font-size:13px}
@media (max-width:1060px){.hint{display:block}}
@media (max-width:640px){main{padding:18px 14px 36px}h1{font-size:20px}.scroll{padding:8px}}
@media print{main,main.two{max-width:none;padding:0}
.pair{grid-template-columns:repeat(2,minmax(0,1fr))}.scroll{overflow:visible;border:0;padding:0}
.scroll svg.wide,.scroll svg.narrow{min-width:0;max-width:100%}.hint{display:none}
table{min-width:0}tr,li{break-inside:avoid}thead{display:table-header-group}
h2,h3{break-after:avoid}section.flow{break-inside:avoid}@page{size:A4 landscape;margin:12mm}}
"""
"""No colour says anything that a line, a pattern, a sign or a word does not say as well."""
