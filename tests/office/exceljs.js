// SPDX-License-Identifier: BSD-2-Clause
// Workbooks as exceljs writes them, at once and in a stream.
//     node exceljs.js FOLDER
const ExcelJS = require("exceljs");
const path = require("path");

const folder = process.argv[2];

function fill(book) {
	const sheet = book.addWorksheet("会員");
	sheet.addRow(["氏名", "メールアドレス", "保護者メール"]);
	sheet.addRow(["山田 太郎", "taro@gmai.com", "oya@gmai.com"]);
	sheet.addRow(["鈴木 花子", "a@gmai.com\nb@gmai.com"]);
	sheet.addRow(["佐藤", "c@gmai.com"]).hidden = true;
	sheet.addRow(["田中", {text: "田中へ", hyperlink: "mailto:d@gmai.com"}]);
	const row = sheet.addRow(["高橋", "e@gmail.com"]);
	row.getCell(2).note = "旧 e@gmai.com";
	sheet.addRow(["伊藤", {formula: '"f@"&"gmai.com"', result: "f@gmai.com"}]);
	sheet.addRow(["渡辺", {richText: [{text: "g@g"},
		{font: {bold: true}, text: "mai.com"}]}]);
	const choice = sheet.addRow(["選択"]);
	choice.getCell(4).dataValidation = {type: "list", allowBlank: true,
		formulae: ['"i@gmai.com,j@gmail.com"']};
	const old = book.addWorksheet("旧 名簿", {state: "hidden"});
	old.addRow(["mail"]);
	old.addRow(["h@gmai.com"]);
	return [sheet, old];
}

async function write() {
	const book = new ExcelJS.Workbook();
	fill(book);
	await book.xlsx.writeFile(path.join(folder, "exceljs.xlsx"));
	const stream = new ExcelJS.stream.xlsx.WorkbookWriter(
		{filename: path.join(folder, "exceljs-stream.xlsx")});
	for (const sheet of fill(stream))
		sheet.commit();
	await stream.commit();
}

write();
