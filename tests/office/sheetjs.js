// SPDX-License-Identifier: BSD-2-Clause
// Workbooks as SheetJS writes them, of the kinds that its form has.
//     node sheetjs.js FOLDER
const XLSX = require("xlsx");
const path = require("path");

const folder = process.argv[2];
const book = XLSX.utils.book_new();
const sheet = XLSX.utils.aoa_to_sheet([
	["氏名", "メールアドレス", "保護者メール"],
	["山田 太郎", "taro@gmai.com", "oya@gmai.com"],
	["鈴木 花子", "a@gmai.com\nb@gmai.com"],
	["佐藤", "c@gmai.com"],
	["田中", "田中へ"],
	["高橋", "e@gmail.com"],
	["伊藤", {t: "s", v: "f@gmai.com", f: '"f@"&"gmai.com"'}],
]);
sheet["!rows"] = [];
sheet["!rows"][3] = {hidden: true};
sheet["B5"].l = {Target: "mailto:d@gmai.com"};
sheet["B6"].c = [{a: "x@gmai.com", t: "旧 e@gmai.com"}];
XLSX.utils.book_append_sheet(book, sheet, "会員");
XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet([
	["mail"], ["h@gmai.com"]]), "旧 名簿");
book.Workbook = {Sheets: [{Hidden: 0}, {Hidden: 1}]};
for (const [name, type, strings] of [["sheetjs.xlsx", "xlsx", false],
	["sheetjs-strings.xlsx", "xlsx", true], ["sheetjs.xlsm", "xlsm", true],
	["sheetjs.ods", "ods", false], ["sheetjs.csv", "csv", false],
	["sheetjs.xlsb", "xlsb", true], ["sheetjs.xls", "biff8", true]])
	XLSX.writeFile(book, path.join(folder, name),
		{bookType: type, bookSST: strings, compression: true});
