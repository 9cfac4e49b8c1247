"use strict";

const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const vm = require("node:vm");

const FRONTEND = join(__dirname, "..", "..", "mapstory", "frontend");

/**
 * Run files of the front end as the page does, one after another in one scope, and return
 * the functions that are asked for. Only files that touch neither Leaflet nor the page.
 * @param {string[]} files
 * @param {string[]} names
 * @returns {Record<string, Function>}
 */
function load(files, names) {
  const text = files.map((name) => readFileSync(join(FRONTEND, `${name}.js`), "utf8")).join("\n");
  return vm.runInThisContext(`(() => {"use strict";\n${text}\nreturn {${names.join(", ")}};})()`);
}

module.exports = { load };
