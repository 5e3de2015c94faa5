// SPDX-License-Identifier: BSD-2-Clause
// Opens pages in Chromium as people do: nothing is loaded, nothing is wider than
// the window, axe-core finds nothing, a click sorts, and paper is A4.
//
//     NODE_PATH=... node look.js FILE.html ...
"use strict";

const { execFileSync } = require("child_process");
const { readFileSync } = require("fs");
const puppeteer = require("puppeteer-core");

const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
// 1280 pixels at 400 % are 320.
const WINDOWS = { "80": [1600, 1000, 1], "400": [320, 256, 4],
	"phone": [375, 800, 2] };
let failed = 0;

function say(...words)
{
	console.log(...words);
	failed++;
}

async function lookAt(page, file, name)
{
	const [width, height, deviceScaleFactor] = WINDOWS[name];

	await page.setViewport({ width, height, deviceScaleFactor });
	await page.goto("file://" + file);
	const over = await page.evaluate(() =>
		document.documentElement.scrollWidth -
		document.documentElement.clientWidth);
	if (over > 0)
		say(file, name, "is too wide by", over);
	await page.evaluate(axe);
	const result = await page.evaluate(() => axe.run());
	for (const one of result.violations)
		say(file, name, one.id, one.help, one.nodes[0].html.slice(0, 200));
	await page.screenshot({ path: file.replace(/html$/, name + ".png") });
}

// The first table with numbers: after a click the greatest is first.
async function sort(page, file)
{
	const numbers = await page.evaluate(() => {
		const tables = [...document.querySelectorAll("table")];
		const table = tables.find(one => one.querySelector("thead .n"));
		if (!table)
			return [];
		const head = table.querySelector("thead .n");
		head.querySelector("button").click();
		return [...table.tBodies[0].rows].map(row =>
			Number(row.cells[head.cellIndex].textContent));
	});
	if (numbers.some((one, i) => i > 0 && one > numbers[i - 1]))
		say(file, "is not sorted:", numbers);
}

async function print(page, file)
{
	const paper = file.replace(/html$/, "pdf");

	await page.pdf({ path: paper, preferCSSPageSize: true });
	const about = execFileSync("pdfinfo", [paper]).toString();
	if (!/Page size:.*\(A4\)/.test(about))
		say(file, "is not on A4:", about);
}

// Without its script the page has all that it says.
async function readWithoutScript(browser, file)
{
	const page = await browser.newPage();
	await page.setJavaScriptEnabled(false);
	await page.goto("file://" + file);
	const text = await page.$eval("main", main => main.innerText.length);
	if (text < 20)
		say(file, "is empty without its script");
	await page.close();
}

async function main()
{
	const browser = await puppeteer.launch({
		executablePath: "/usr/bin/chromium",
		args: ["--no-sandbox", "--disable-gpu"],
	});

	for (const file of process.argv.slice(2)) {
		const page = await browser.newPage();

		page.on("console", message => say(file, message.text()));
		page.on("pageerror", error => say(file, String(error)));
		page.on("request", request => {
			if (request.url() !== "file://" + file)
				say(file, "loads", request.url());
		});
		for (const name of Object.keys(WINDOWS))
			await lookAt(page, file, name);
		await sort(page, file);
		await print(page, file);
		await page.close();
		await readWithoutScript(browser, file);
	}
	await browser.close();
	process.exit(failed ? 1 : 0);
}

main().catch(error => {
	console.log(String(error));
	process.exit(1);
});
