import{a,b,c,d}from"./chunk-NID2H3GH.js";import"./chunk-IDKJAXUM.js";import"./chunk-VC46IEJQ.js";export{d as css,b as cssCompletionSource,c as cssLanguage,a as defineCSSCompletionSource};
