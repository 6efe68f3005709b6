"""Makes the samples that spreadsheet programs wrote: run with openpyxl and
LibreOffice (soffice) installed, in this folder. The result is committed,
because neither program writes the same bytes twice."""
import datetime
import subprocess

import openpyxl
from openpyxl.styles import Font

HEADER = ["Id", "First", "Last", "Email", "Phone", "Zip", "Born", "Joined", "Gift", "Share", "Active", "Twice"]
ROWS = [
    ["A-1", "Zoë", "O’Neil", "zoe@example.org", "(212) 555-0125", 1234, datetime.date(1980, 2, 29), datetime.datetime(2024, 3, 1, 18, 30, 5), 0.1 + 0.2, 0.155, True, "=I5*2"],
    ["A-2", "王", "小明", "wang@example.org", 12125550126, 89073, datetime.date(1900, 3, 1), datetime.datetime(2024, 3, 1), 1234.5, 1, False, "=I6*2"],
    [None] * 12,
    ["A-3", "Cy", "Fox", "cy@example", None, "02139", "29.02.1981", None, None, None, None, "=1/0"],
    [7, "Di", "Ray", "di@example.org", None, 501, None, None, 3, None, None, None],
]


def book(path, epoch=None):
    wb = openpyxl.Workbook()
    if epoch:
        wb.epoch = epoch
    ws = wb.active
    ws.title = "Members"
    ws["A1"] = "Members of the association"
    ws["A1"].font = Font(bold=True, size=16)
    ws.merge_cells("A1:L1")
    ws["A2"] = "printed 1 March 2024"
    ws.append([])
    for x, title in enumerate(HEADER, 1):
        ws.cell(4, x, title).font = Font(bold=True)
    for y, row in enumerate(ROWS, 5):
        for x, value in enumerate(row, 1):
            cell = ws.cell(y, x, value)
            if HEADER[x - 1] == "Zip" and isinstance(value, int):
                cell.number_format = "00000"
            if HEADER[x - 1] == "Gift":
                cell.number_format = '"$"#,##0.00'
            if HEADER[x - 1] == "Share":
                cell.number_format = "0.0%"
    ws.row_dimensions[9].hidden = True
    wb.create_sheet("Legend").append(["Active", "pays this year"])
    wb.save(path)


book("openpyxl.xlsx")
book("openpyxl-1904.xlsx", openpyxl.utils.datetime.CALENDAR_MAC_1904)
book("libreoffice.xlsx")
for kind in (["--convert-to", "xlsx:Calc MS Excel 2007 XML"], ["--convert-to", "csv:Text - txt - csv (StarCalc):59,34,1,1,,0,false,true,false,false,false,1"]):
    subprocess.run(["soffice", "--headless", *kind, "--outdir", "out", "libreoffice.xlsx"], check=True)
