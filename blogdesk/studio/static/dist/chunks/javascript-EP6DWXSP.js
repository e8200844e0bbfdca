import{a,b,c,d}from"./chunk-Z3QOKH62.js";import"./chunk-VC46IEJQ.js";export{a as javascript,b as json,c as jsonld,d as typescript};
