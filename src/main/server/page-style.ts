/** The one style sheet of the pages: the colours and sizes of the window (src/renderer/app/theme.ts), without anything from elsewhere. */
export const pageStyle = `
:root{color-scheme:light dark;--page:#FBFCFB;--surface:#FFFFFF;--chrome:#F3F6F4;--border:#DDE4E0;--text:#17201C;--second:#46524C;--dim:#5F6B65;
--brand:#1E7F5C;--on-brand:#FFFFFF;--hover:#EEF2F0;--danger:#B42318;--danger-soft:#FDECEA;--warning:#7A4F00;--warning-soft:#FFF1D1;--info:#1D5FB8;--info-soft:#E8F1FC;--neutral:#E3E8E5}
@media screen and (prefers-color-scheme:dark){:root{--page:#151917;--surface:#1A1F1C;--chrome:#121614;--border:#2E3632;--text:#E6ECE9;--second:#B3BEB9;--dim:#8F9B95;
--brand:#4CC38A;--on-brand:#04241A;--hover:#232A26;--danger:#FF8A80;--danger-soft:#3B1E1C;--warning:#F0BE55;--warning-soft:#362B12;--info:#7CB7FF;--info-soft:#182B42;--neutral:#333C37}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;-webkit-text-size-adjust:100%}
header{display:flex;flex-wrap:wrap;align-items:center;gap:4px 12px;min-height:44px;padding:6px 20px;background:var(--chrome);border-bottom:1px solid var(--border)}
header a{display:flex;align-items:center;gap:8px;color:var(--text);font-weight:600;text-decoration:none}
header svg{width:16px;height:16px;color:var(--brand)}
.registry{min-width:0;max-width:320px;padding-left:12px;border-left:1px solid var(--border);overflow:hidden;color:var(--second);text-overflow:ellipsis;white-space:nowrap}
header p{display:flex;flex-wrap:wrap;align-items:center;gap:2px 8px;margin:0 0 0 auto;color:var(--dim);font-size:13px}
main{max-width:1280px;margin:0 auto;padding:20px}
nav{margin-bottom:8px;color:var(--dim);font-size:13px}
h1{margin:0;min-width:0;font-size:20px;line-height:28px;font-weight:600;overflow-wrap:anywhere}
h2{margin:0;padding:12px 16px 8px;font-size:14px;font-weight:600}
h2 small{color:var(--dim);font-size:13px;font-weight:400}
a{color:var(--info)}
td a,nav a{text-decoration:none}
td a:hover,nav a:hover{text-decoration:underline}
a:focus-visible,code:focus-visible,pre:focus-visible{outline:2px solid var(--info);outline-offset:2px;border-radius:4px}
code,pre,.id{font:12px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
code{padding:2px 6px;background:var(--hover);border-radius:4px;overflow-wrap:anywhere;user-select:all;-webkit-user-select:all}
pre{margin:8px 16px 16px;padding:12px;overflow-x:auto;background:var(--hover);border-radius:6px;color:var(--text);user-select:all;-webkit-user-select:all}
.title{display:flex;align-items:flex-start;gap:8px 12px;margin-bottom:16px}
.heading{display:flex;flex:1;flex-wrap:wrap;align-items:center;gap:4px 12px;min-width:0;min-height:33px}
.heading .badges{display:flex;flex-wrap:wrap;gap:4px;min-width:0;max-width:100%}
.heading .badge{max-width:min(100%,360px)}
.open{flex:none;padding:6px 14px;border-radius:6px;background:var(--brand);color:var(--on-brand);font-size:13px;font-weight:600;text-decoration:none}
.grid{display:grid;grid-template-columns:1fr 1fr;gap:12px;align-items:start;margin-bottom:12px}
section{min-width:0;margin-bottom:12px;background:var(--surface);border:1px solid var(--border);border-radius:6px;overflow:hidden}
.grid section{margin-bottom:0}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(270px,100%),1fr));gap:12px 16px;margin:0;padding:16px}
dt{color:var(--dim);font-size:13px}
dd{margin:0;overflow-wrap:anywhere}
.whole{grid-column:1/-1}
table{width:100%;table-layout:fixed;border-collapse:collapse;font-size:13px}
th{height:30px;padding:0 16px;color:var(--dim);font-weight:400;text-align:left;white-space:nowrap}
td{padding:6px 16px;border-top:1px solid var(--border);vertical-align:top;overflow-wrap:anywhere}
.listing th,.listing td{padding-left:12px;padding-right:12px}
.listing :is(th,td):first-child{padding-left:16px}
th.when{width:148px}
th.badges{width:122px}
.numbers{table-layout:auto}
th.number,th.step{width:1%}
td.when,td.number,td.step{white-space:nowrap}
th.number,td.number,th.step,td.step{text-align:right;font-variant-numeric:tabular-nums}
td.when{color:var(--second);font-variant-numeric:tabular-nums}
td.value{white-space:pre-wrap}
.clamp{display:-webkit-inline-box;max-width:100%;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;vertical-align:top}
.cut{display:inline-flex;align-items:flex-end;max-width:100%}
.cut .clamp{min-width:0}
.suffix{flex:none;white-space:nowrap}
.dim{color:var(--dim)}
.badge{display:inline-flex;align-items:center;gap:4px;max-width:100%;padding:0 7px;border:1px solid transparent;border-radius:4px;vertical-align:top;font-size:12px;line-height:18px;white-space:nowrap;background:var(--neutral);color:var(--text)}
.badge svg{flex:none;width:12px;height:12px;fill:none;stroke:currentColor;stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round}
.badge span{min-width:0;overflow:hidden;text-overflow:ellipsis}
.badge.outline{background:none;border-color:var(--border);color:var(--second)}
.badge.brand{background:var(--brand);color:var(--on-brand)}
.badge.quiet{background:none;border-color:var(--border);color:var(--second)}
td .badge.quiet{padding:0;border-color:transparent;border-width:1px 0;color:var(--dim)}
.badge.warning{background:var(--warning-soft);color:var(--warning)}
.badge.danger{background:var(--danger-soft);color:var(--danger)}
.badge.info{background:var(--info-soft);color:var(--info)}
.note,.text{margin:0;padding:8px 16px 12px;color:var(--dim);font-size:13px}
.text{color:var(--text);font-size:14px;padding-bottom:16px;white-space:pre-wrap;overflow-wrap:anywhere}
.zone{margin:0;color:var(--dim);font-size:13px}
.message{padding:16px;margin:0;overflow-wrap:anywhere}
.message+.note{padding-top:0;padding-bottom:16px;overflow-wrap:anywhere}
@media(min-width:1600px){main{max-width:1520px}}
@media(max-width:960px){.grid{grid-template-columns:minmax(0,1fr)}}
@media(max-width:560px){header,main{padding-left:12px;padding-right:12px}header p{margin-left:0}.wide{display:none}th,td,h2,.listing :is(th,td):first-child{padding-left:12px;padding-right:12px}.title{flex-wrap:wrap}.heading{flex-basis:100%}pre{margin:8px 12px 12px}dl{padding:12px}.note,.text,.message{padding-left:12px;padding-right:12px}}
@media(max-width:480px){.listing thead,.numbers thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.listing tr,.numbers tr{display:grid;grid-template-columns:minmax(0,1fr) auto;border-top:1px solid var(--border)}.listing td,.numbers td{border-top:0}
.listing td.name{grid-column:1/-1;padding-bottom:0}td.when{text-align:right}.numbers td.name{grid-row:1/3}.numbers td.number{padding-bottom:0}.numbers td.step{grid-column:2;padding-top:0;color:var(--dim)}td.step::before{content:"step "}}
@media print{:root{color-scheme:light}.open,nav{display:none}header{padding:0 0 6px;background:none}main{max-width:none;padding:12px 0 0}section{overflow:visible}tr{break-inside:avoid}}
`
