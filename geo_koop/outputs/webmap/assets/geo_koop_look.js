/* Written by geo_koop/outputs/classes/assets.py. */
window.geoKoop = window.geoKoop || {};
window.geoKoop.look = {
 "colours": {
  "ink": "#1d2429",
  "quiet": "#55554f",
  "paper": "#ffffff",
  "panel": "#f4f4f0",
  "rule": "#c9c9c4",
  "frame": "#8a8a84",
  "accent": "#1f5f8b",
  "accent_pale": "#e4edf6",
  "bar": "#3a80bf",
  "bar_pale": "#9ecae1",
  "bar_grey": "#636363",
  "entry": "#fff8e1",
  "caution": "#c98a00",
  "caution_pale": "#fff6dd",
  "error": "#b00020",
  "land": "#fbfaf5",
  "water": "#dfe4e6",
  "border": "#b0afa6",
  "outer": "#8d8c83",
  "district": "#5d5c56",
  "state": "#3f3e39",
  "wild_line": "#a3ad9d",
  "sign": "#3d3d3a",
  "tie": "#54278f",
  "eraser": "#000000",
  "unincorporated": "#d9dfd4",
  "context": "#e6e6e1"
 },
 "lanes": {
  "most": 6,
  "gap": 1.4,
  "stripe": 3
 },
 "hatches": [
  {
   "size": 0,
   "lines": "",
   "dots": []
  },
  {
   "size": 8,
   "lines": "M -2 2L 2 -2M 0 8L 8 0M 6 10L 10 6",
   "dots": []
  },
  {
   "size": 8,
   "lines": "M -2 6L 2 10M 0 0L 8 8M 6 -2L 10 2",
   "dots": []
  },
  {
   "size": 9,
   "lines": "M 0 0L 9 9M 9 0L 0 9",
   "dots": []
  },
  {
   "size": 7,
   "lines": "",
   "dots": [
    [
     1.77,
     1.77
    ],
    [
     5.27,
     5.27
    ]
   ]
  },
  {
   "size": 6,
   "lines": "M 0 3H 6",
   "dots": []
  },
  {
   "size": 6,
   "lines": "M 3 0V 6",
   "dots": []
  },
  {
   "size": 7,
   "lines": "M 3.5 0V 7M 0 3.5H 7",
   "dots": []
  },
  {
   "size": 15,
   "lines": "",
   "dots": [
    [
     3.75,
     3.75
    ],
    [
     11.25,
     11.25
    ]
   ]
  },
  {
   "size": 13,
   "lines": "M 1.73 3.25H 4.77M 8.23 9.75H 11.27",
   "dots": []
  },
  {
   "size": 11,
   "lines": "M 0 2.75Q 2.75 0.92 5.5 2.75T 11 2.75M 0 8.25Q 2.75 6.42 5.5 8.25T 11 8.25",
   "dots": []
  }
 ]
};
