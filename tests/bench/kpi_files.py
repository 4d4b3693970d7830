"""The sales of a company for kpi_bench.py as CSV files: deals over two years, each in the state its
age gives it, and a tenth as many persons and orders, a twentieth leads, a fiftieth cases."""

import datetime

import crm_host

DAYS = 730
STAGES = ["new", "qualified", "proposal", "negotiation", "won", "lost"]
LEADS_OF = 20  # One lead for so many deals; a third of them became the deal it names.


class Sales:
    def __init__(self, deals):
        self.deals = deals
        self.persons = max(deals // 10, 10)
        self.today = datetime.date.today()

    def _day(self, before):
        return (self.today - datetime.timedelta(days=before)).isoformat()

    def _created(self, i):
        return DAYS - 1 - (i * 7919) % DAYS

    def deal(self, i):
        stage = STAGES[i % 6]
        created = self._created(i)
        closed = max(created - 5 - i % 60, 0)
        over = stage in ("won", "lost")
        return [f"Deal {i}", stage, str(1000 + i % 50000), "EUR", self._day(created),
                self._day(closed) if over else "", "" if over else self._day(-(i % 90)),
                "price" if stage == "lost" else ""]

    def rows(self):
        """(entity, header, rows) in the order in which they may be imported."""
        yield ("person", "First name;Last name;Phone;E-mail", map(crm_host.person_row, range(self.persons)))
        yield ("deal", "Title;Stage;Amount;Currency;Created;Closed at;Expected close;Loss reason",
               map(self.deal, range(self.deals)))
        yield ("lead", "Title;Contact e-mail;Source;Stage;Created;Converted;Deal",
               map(self._lead, range(self.deals // LEADS_OF)))
        yield ("order", "Number;Contact e-mail;Date;Total;Currency;State",
               ([f"O{i}", f"p{i % self.persons}@bench.example", self._day((i * 31) % DAYS), str(100 + i % 9000), "EUR",
                 "placed"] for i in range(self.deals // 10)))
        yield ("case", "Title;Channel;State;Opened at;Satisfaction, 1 to 5",
               ([f"Case {i}", "mail", "resolved", self._day((i * 17) % DAYS), str(1 + i % 5)]
                for i in range(self.deals // 50)))

    def _lead(self, i):
        number = i * LEADS_OF
        converted = i % 3 == 0
        return [f"Lead {i}", f"p{i % self.persons}@bench.example", "web", "converted" if converted else "mql",
                self._day(min(self._created(number) + 3, DAYS - 1)), self._day(self._created(number)) if converted else "",
                f"Deal {number}" if converted else ""]

    def write(self, folder):
        """Gives [(entity, file)]."""
        files = []
        for entity, header, rows in self.rows():
            file = folder / f"{entity}.csv"
            with open(file, "w", encoding="utf-8") as out:
                out.write(header + "\n")
                out.writelines(";".join(row) + "\n" for row in rows)
            files.append((entity, file))
        return files
