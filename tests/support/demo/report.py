"""What the demo prints at the end, for people and as JSON."""

import settings

OUTCOMES = ("created", "updated", "duplicate", "invalid", "failed")


def summary(imports):
    """The counts of every import; they add up to the rows read."""
    rows = []
    for name, state in imports:
        counts = {outcome: state[outcome] for outcome in OUTCOMES}
        rows.append({"file": name, "rows_read": state["rows_read"], **counts, "phones": state.get("phones"),
                     "message": state.get("message", ""), "adds_up": state["rows_read"] == sum(counts.values())})
    return rows


def print_report(up):
    urls = up["urls"]
    print(f"\nKontor runs.\n\n  CRM      {urls['host']}\n  Market   {urls['market']}\n")
    print("  Log in as (password for all: " + settings.PASSWORD + ")")
    for login in up["logins"]:
        print(f"    {login['email']:<24} {login['name']} ({login['role']})")
    print("\n  Imported")
    print(f"    {'file':<24}{'rows':>7}{'created':>9}{'updated':>9}{'duplicate':>11}{'invalid':>9}{'failed':>8}")
    for row in up["report"]:
        print(f"    {row['file']:<24}{row['rows_read']:>7}{row['created']:>9}{row['updated']:>9}"
              f"{row['duplicate']:>11}{row['invalid']:>9}{row['failed']:>8}")
    phones = [row["phones"] for row in up["report"] if row["phones"] and row["file"].startswith("persons")]
    if phones:
        total = {key: sum(counts[key] for counts in phones) for key in phones[0]}
        print(f"    phones: {total['normalised']} normalised, {total['flagged']} flagged, "
              f"{total['as_entered']} left as entered")
    print("\n  Try")
    print("    * the dashboard, then a person: record consent and send an SMS, both under Actions")
    print("    * the same as Bo and Carin: the third user on two seats sees who holds them")
    if "pbx_control" in urls:
        print("    * calls of the SIMULATED exchange ring every 20 s at Anna, Bo and Carin: watch the cards and "
              "timelines;\n        stop them with curl -X DELETE " + urls["pbx_control"] + "/simulation")
        print("    * let Anna's telephone ring:")
        print(f"        curl -H 'Content-Type: application/json' {urls['pbx_control']}/calls "
              "-d '{\"number\": \"+46701234567\", \"extension\": \"101\"}'")
    if "smsc_control" in urls:
        print("    * SMS in the main menu: a campaign has gone to the segment \"Demo: people who agreed\" in the SIMULATED "
              "network;\n        write another and watch it counted")
        print("    * SMS of the SIMULATED network: read them at " + urls["smsc_control"] + "/messages, answer with")
        print(f"        curl {urls['smsc_control']}/replies -d '{{\"from\": \"+46701234567\", \"text\": \"STOP\"}}'")
    if "mail" in urls:
        print("    * a person, Actions, ask for consent by mail: the SIMULATED mail server delivers to nobody; read its mails,\n"
              "        and press the button behind their links, at " + urls["mail"])
    print("    * Add-ons: permissions, price for your company, install and remove")
    print("\n  Stop with ./dev down\n")
