import"./chunk-VC46IEJQ.js";function F(e){for(var t=1;t<arguments.length;t++){var r=arguments[t];for(var n in r)Object.prototype.hasOwnProperty.call(r,n)&&(e[n]=r[n])}return e}function v(e,t){return Array(t+1).join(e)}function w(e){return e.replace(/^\n*/,"")}function S(e){for(var t=e.length;t>0&&e[t-1]===`
`;)t--;return e.substring(0,t)}function C(e){return S(w(e))}var _=["ADDRESS","ARTICLE","ASIDE","AUDIO","BLOCKQUOTE","BODY","CANVAS","CENTER","DD","DIR","DIV","DL","DT","FIELDSET","FIGCAPTION","FIGURE","FOOTER","FORM","FRAMESET","H1","H2","H3","H4","H5","H6","HEADER","HGROUP","HR","HTML","ISINDEX","LI","MAIN","MENU","NAV","NOFRAMES","NOSCRIPT","OL","OUTPUT","P","PRE","SECTION","TABLE","TBODY","TD","TFOOT","TH","THEAD","TR","UL"];function y(e){return N(e,_)}var O=["AREA","BASE","BR","COL","COMMAND","EMBED","HR","IMG","INPUT","KEYGEN","LINK","META","PARAM","SOURCE","TRACK","WBR"];function x(e){return N(e,O)}function V(e){return D(e,O)}var B=["A","TABLE","THEAD","TBODY","TFOOT","TH","TD","IFRAME","SCRIPT","AUDIO","VIDEO"];function U(e){return N(e,B)}function W(e){return D(e,B)}function N(e,t){return t.indexOf(e.nodeName)>=0}function D(e,t){return e.getElementsByTagName&&t.some(function(r){return e.getElementsByTagName(r).length})}var j=[[/\\/g,"\\\\"],[/\*/g,"\\*"],[/^-/g,"\\-"],[/^\+ /g,"\\+ "],[/^(=+)/g,"\\$1"],[/^(#{1,6}) /g,"\\$1 "],[/`/g,"\\`"],[/^~~~/g,"\\~~~"],[/\[/g,"\\["],[/\]/g,"\\]"],[/^>/g,"\\>"],[/_/g,"\\_"],[/^(\d+)\. /g,"$1\\. "]];function L(e){return j.reduce(function(t,r){return t.replace(r[0],r[1])},e)}var c={};c.paragraph={filter:"p",replacement:function(e){return`

`+e+`

`}};c.lineBreak={filter:"br",replacement:function(e,t,r){return r.br+`
`}};c.heading={filter:["h1","h2","h3","h4","h5","h6"],replacement:function(e,t,r){var n=Number(t.nodeName.charAt(1));if(r.headingStyle==="setext"&&n<3){var i=v(n===1?"=":"-",e.length);return`

`+e+`
`+i+`

`}else return`

`+v("#",n)+" "+e+`

`}};c.blockquote={filter:"blockquote",replacement:function(e){return e=C(e).replace(/^/gm,"> "),`

`+e+`

`}};c.list={filter:["ul","ol"],replacement:function(e,t){var r=t.parentNode;return r.nodeName==="LI"&&r.lastElementChild===t?`
`+e:`

`+e+`

`}};c.listItem={filter:"li",replacement:function(e,t,r){var n=r.bulletListMarker+"   ",i=t.parentNode;if(i.nodeName==="OL"){var a=i.getAttribute("start"),l=Array.prototype.indexOf.call(i.children,t);n=(a?Number(a)+l:l+1)+".  "}var o=/\n$/.test(e);return e=C(e)+(o?`
`:""),e=e.replace(/\n/gm,`
`+" ".repeat(n.length)),n+e+(t.nextSibling?`
`:"")}};c.indentedCodeBlock={filter:function(e,t){return t.codeBlockStyle==="indented"&&e.nodeName==="PRE"&&e.firstChild&&e.firstChild.nodeName==="CODE"},replacement:function(e,t,r){return`

    `+t.firstChild.textContent.replace(/\n/g,`
    `)+`

`}};c.fencedCodeBlock={filter:function(e,t){return t.codeBlockStyle==="fenced"&&e.nodeName==="PRE"&&e.firstChild&&e.firstChild.nodeName==="CODE"},replacement:function(e,t,r){for(var n=t.firstChild.getAttribute("class")||"",i=(n.match(/language-(\S+)/)||[null,""])[1],a=t.firstChild.textContent,l=r.fence.charAt(0),o=3,s=new RegExp("^"+l+"{3,}","gm"),u;u=s.exec(a);)u[0].length>=o&&(o=u[0].length+1);var m=v(l,o);return`

`+m+i+`
`+a.replace(/\n$/,"")+`
`+m+`

`}};c.horizontalRule={filter:"hr",replacement:function(e,t,r){return`

`+r.hr+`

`}};c.inlineLink={filter:function(e,t){return t.linkStyle==="inlined"&&e.nodeName==="A"&&e.getAttribute("href")},replacement:function(e,t){var r=A(t.getAttribute("href")),n=k(h(t.getAttribute("title"))),i=n?' "'+n+'"':"";return"["+e+"]("+r+i+")"}};c.referenceLink={filter:function(e,t){return t.linkStyle==="referenced"&&e.nodeName==="A"&&e.getAttribute("href")},replacement:function(e,t,r){var n=A(t.getAttribute("href")),i=h(t.getAttribute("title"));i&&(i=' "'+k(i)+'"');var a,l;switch(r.linkReferenceStyle){case"collapsed":a="["+e+"][]",l="["+e+"]: "+n+i;break;case"shortcut":a="["+e+"]",l="["+e+"]: "+n+i;break;default:var o=this.references.length+1;a="["+e+"]["+o+"]",l="["+o+"]: "+n+i}return this.references.push(l),a},references:[],append:function(e){var t="";return this.references.length&&(t=`

`+this.references.join(`
`)+`

`,this.references=[]),t}};c.emphasis={filter:["em","i"],replacement:function(e,t,r){return e.trim()?r.emDelimiter+e+r.emDelimiter:""}};c.strong={filter:["strong","b"],replacement:function(e,t,r){return e.trim()?r.strongDelimiter+e+r.strongDelimiter:""}};c.code={filter:function(e){var t=e.previousSibling||e.nextSibling,r=e.parentNode.nodeName==="PRE"&&!t;return e.nodeName==="CODE"&&!r},replacement:function(e){if(!e)return"";e=e.replace(/\r?\n|\r/g," ");for(var t=/^`|^ .*?[^ ].* $|`$/.test(e)?" ":"",r="`",n=e.match(/`+/gm)||[];n.indexOf(r)!==-1;)r=r+"`";return r+t+e+t+r}};c.image={filter:"img",replacement:function(e,t){var r=L(h(t.getAttribute("alt"))),n=A(t.getAttribute("src")||""),i=h(t.getAttribute("title")),a=i?' "'+k(i)+'"':"";return n?"!["+r+"]("+n+a+")":""}};function h(e){return e?e.replace(/(\n+\s*)+/g,`
`):""}function A(e){var t=e.replace(/([<>()])/g,"\\$1");return t.indexOf(" ")>=0?"<"+t+">":t}function k(e){return e.replace(/"/g,'\\"')}function M(e){this.options=e,this._keep=[],this._remove=[],this.blankRule={replacement:e.blankReplacement},this.keepReplacement=e.keepReplacement,this.defaultRule={replacement:e.defaultReplacement},this.array=[];for(var t in e.rules)this.array.push(e.rules[t])}M.prototype={add:function(e,t){this.array.unshift(t)},keep:function(e){this._keep.unshift({filter:e,replacement:this.keepReplacement})},remove:function(e){this._remove.unshift({filter:e,replacement:function(){return""}})},forNode:function(e){if(e.isBlank)return this.blankRule;var t;return(t=p(this.array,e,this.options))||(t=p(this._keep,e,this.options))||(t=p(this._remove,e,this.options))?t:this.defaultRule},forEach:function(e){for(var t=0;t<this.array.length;t++)e(this.array[t],t)}};function p(e,t,r){for(var n=0;n<e.length;n++){var i=e[n];if(G(i,t,r))return i}}function G(e,t,r){var n=e.filter;if(typeof n=="string"){if(n===t.nodeName.toLowerCase())return!0}else if(Array.isArray(n)){if(n.indexOf(t.nodeName.toLowerCase())>-1)return!0}else if(typeof n=="function"){if(n.call(e,t,r))return!0}else throw new TypeError("`filter` needs to be a string, array, or function")}function X(e){var t=e.element,r=e.isBlock,n=e.isVoid,i=e.isPre||function(H){return H.nodeName==="PRE"};if(!(!t.firstChild||i(t))){for(var a=null,l=!1,o=null,s=b(o,t,i);s!==t;){if(s.nodeType===3||s.nodeType===4){var u=s.data.replace(/[ \r\n\t]+/g," ");if((!a||/ $/.test(a.data))&&!l&&u[0]===" "&&(u=u.substr(1)),!u){s=d(s);continue}s.data=u,a=s}else if(s.nodeType===1)r(s)||s.nodeName==="BR"?(a&&(a.data=a.data.replace(/ $/,"")),a=null,l=!1):n(s)||i(s)?(a=null,l=!0):a&&(l=!1);else{s=d(s);continue}var m=b(o,s,i);o=s,s=m}a&&(a.data=a.data.replace(/ $/,""),a.data||d(a))}}function d(e){var t=e.nextSibling||e.parentNode;return e.parentNode.removeChild(e),t}function b(e,t,r){return e&&e.parentNode===t||r(t)?t.nextSibling||t.parentNode:t.firstChild||t.nextSibling||t.parentNode}var T=typeof window<"u"?window:{};function K(){var e=T.DOMParser,t=!1;try{new e().parseFromString("","text/html")&&(t=!0)}catch{}return t}function Y(){var e=function(){};return z()?e.prototype.parseFromString=function(t){var r=new window.ActiveXObject("htmlfile");return r.designMode="on",r.open(),r.write(t),r.close(),r}:e.prototype.parseFromString=function(t){var r=document.implementation.createHTMLDocument("");return r.open(),r.write(t),r.close(),r},e}function z(){var e=!1;try{document.implementation.createHTMLDocument("").open()}catch{T.ActiveXObject&&(e=!0)}return e}var q=K()?T.DOMParser:Y();function Q(e,t){var r;if(typeof e=="string"){var n=J().parseFromString('<x-turndown id="turndown-root">'+e+"</x-turndown>","text/html");r=n.getElementById("turndown-root")}else r=e.cloneNode(!0);return X({element:r,isBlock:y,isVoid:x,isPre:t.preformattedCode?Z:null}),r}var g;function J(){return g=g||new q,g}function Z(e){return e.nodeName==="PRE"||e.nodeName==="CODE"}function ee(e,t){return e.isBlock=y(e),e.isCode=e.nodeName==="CODE"||e.parentNode.isCode,e.isBlank=te(e),e.flankingWhitespace=re(e,t),e}function te(e){return!x(e)&&!U(e)&&/^\s*$/i.test(e.textContent)&&!V(e)&&!W(e)}function re(e,t){if(e.isBlock||t.preformattedCode&&e.isCode)return{leading:"",trailing:""};var r=ne(e.textContent);return r.leadingAscii&&R("left",e,t)&&(r.leading=r.leadingNonAscii),r.trailingAscii&&R("right",e,t)&&(r.trailing=r.trailingNonAscii),{leading:r.leading,trailing:r.trailing}}function ne(e){var t=e.match(/^(([ \t\r\n]*)(\s*))(?:(?=\S)[\s\S]*\S)?((\s*?)([ \t\r\n]*))$/);return{leading:t[1],leadingAscii:t[2],leadingNonAscii:t[3],trailing:t[4],trailingNonAscii:t[5],trailingAscii:t[6]}}function R(e,t,r){var n,i,a;return e==="left"?(n=t.previousSibling,i=/ $/):(n=t.nextSibling,i=/^ /),n&&(n.nodeType===3?a=i.test(n.nodeValue):r.preformattedCode&&n.nodeName==="CODE"?a=!1:n.nodeType===1&&!y(n)&&(a=i.test(n.textContent))),a}var ie=Array.prototype.reduce;function f(e){if(!(this instanceof f))return new f(e);var t={rules:c,headingStyle:"setext",hr:"* * *",bulletListMarker:"*",codeBlockStyle:"indented",fence:"```",emDelimiter:"_",strongDelimiter:"**",linkStyle:"inlined",linkReferenceStyle:"full",br:"  ",preformattedCode:!1,blankReplacement:function(r,n){return n.isBlock?`

`:""},keepReplacement:function(r,n){return n.isBlock?`

`+n.outerHTML+`

`:n.outerHTML},defaultReplacement:function(r,n){return n.isBlock?`

`+r+`

`:r}};this.options=F({},t,e),this.rules=new M(this.options)}f.prototype={turndown:function(e){if(!se(e))throw new TypeError(e+" is not a string, or an element/document/fragment node.");if(e==="")return"";var t=P.call(this,new Q(e,this.options));return ae.call(this,t)},use:function(e){if(Array.isArray(e))for(var t=0;t<e.length;t++)this.use(e[t]);else if(typeof e=="function")e(this);else throw new TypeError("plugin must be a Function or an Array of Functions");return this},addRule:function(e,t){return this.rules.add(e,t),this},keep:function(e){return this.rules.keep(e),this},remove:function(e){return this.rules.remove(e),this},escape:function(e){return L(e)}};function P(e){var t=this;return ie.call(e.childNodes,function(r,n){n=new ee(n,t.options);var i="";return n.nodeType===3?i=n.isCode?n.nodeValue:t.escape(n.nodeValue):n.nodeType===1&&(i=le.call(t,n)),$(r,i),r},[])}function ae(e){var t=this;return this.rules.forEach(function(r){typeof r.append=="function"&&$(e,r.append(t.options))}),e.join("").replace(/^[\t\r\n]+/,"").replace(/[\t\r\n\s]+$/,"")}function le(e){var t=this.rules.forNode(e),r=P.call(this,e).join(""),n=e.flankingWhitespace;return(n.leading||n.trailing)&&(r=r.trim()),n.leading+t.replacement(r,e,this.options)+n.trailing}function $(e,t){var r=e.pop()||"",n=S(r),i=w(t),a=Math.max(r.length-n.length,t.length-i.length),l=`

`.substring(0,a);n&&e.push(n),l&&e.push(l),i&&e.push(i)}function se(e){return e!=null&&(typeof e=="string"||e.nodeType&&(e.nodeType===1||e.nodeType===9||e.nodeType===11))}function oe(e,t){return t(e).replace(/\s*\n\s*/g," ").replace(/\|/g,"\\|").trim()}function ce(e){let t=e.getAttribute("align")||/text-align:\s*(\w+)/.exec(e.dataset.style??"")?.[1];return{center:":---:",right:"---:",end:"---:"}[t]??"---"}var E=e=>`| ${e.join(" | ")} |`;function I(e,t){let r=[...e.rows].map(l=>[...l.cells]),n=Math.max(...r.map(l=>l.length)),i=r.map(l=>Array.from({length:n},(o,s)=>l[s]?oe(l[s],t):"")),a=Array.from({length:n},(l,o)=>r[0][o]?ce(r[0][o]):"---");return`

${[E(i[0]),E(a),...i.slice(1).map(E)].join(`
`)}

`}var ue=["style","script","meta","link","title","head","noscript","button","svg"];function fe(e){return e.replace(/<style\b[\s\S]*?<\/style>/gi,"").replace(/(<[a-z][^>]*?\s)style\s*=/gi,"$1data-style=")}function me(e){return/^(?:B|STRONG)$/.test(e.nodeName)&&/font-weight:\s*(?:normal|400)/.test(e.dataset?.style??"")}function he(e){let t=`${e.className} ${e.firstElementChild?.className??""} ${e.parentElement?.className??""}`;return/(?:language|lang|highlight-source)-([\w+#-]+)/.exec(t)?.[1]??""}function pe(e){let t=e.textContent.replace(/\n$/,""),r="`".repeat(Math.max(3,...[...t.matchAll(/`{3,}/g)].map(([n])=>n.length+1)));return`

${r}${he(e)}
${t}
${r}

`}function de(){let e=new f({headingStyle:"atx",bulletListMarker:"-",codeBlockStyle:"fenced",emDelimiter:"*",hr:"---"});return e.remove(ue),e.addRule("falseBold",{filter:me,replacement:t=>t}),e.addRule("strike",{filter:["del","s"],replacement:t=>`~~${t}~~`}),e.addRule("fence",{filter:"pre",replacement:(t,r)=>pe(r)}),e.addRule("table",{filter:t=>t.nodeName==="TABLE"&&t.rows.length>0,replacement:(t,r)=>I(r,n=>e.turndown(n.innerHTML))}),e.addRule("item",{filter:"li",replacement(t,r){let{parentNode:n}=r,i=Number(n.getAttribute?.("start")??1),a=n.nodeName==="OL"?`${i+[...n.children].indexOf(r)}. `:"- ",l=t.trim().replace(/\n/g,`
${" ".repeat(a.length)}`);return`${a}${l}${r.nextSibling?`
`:""}`}}),e}function Ae(e){let t=/<!--StartFragment-->([\s\S]*?)<!--EndFragment-->/.exec(e)?.[1]??e;return de().turndown(fe(t)).replace(/\n{3,}/g,`

`).trim()}export{Ae as htmlToMarkdown};
