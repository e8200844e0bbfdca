import{a,b,c,d}from"./chunk-7YN34F53.js";import"./chunk-D5WONRVY.js";import"./chunk-VC46IEJQ.js";export{d as css,b as cssCompletionSource,c as cssLanguage,a as defineCSSCompletionSource};
