#pragma once

#include <map>
#include <string>
#include <vector>

#include "host/access/accounts.hpp"
#include "host/app/records.hpp"
#include "host/sheets/table_writer.hpp"

namespace kontor::host {

// Turns records into the rows of a table. In CSV and XLSX an amount is two columns (FIELD in
// whole units, FIELD_currency) and so is a reference (FIELD, how people call what it points to,
// FIELD_id), so that an import reads them back; JSON has the values as the API gives them. One
// thread.
class ExportColumns {
 public:
  // `fields` empty: all that the principal may read. forbidden for one they may not,
  // invalid_argument for one that is not there.
  static Result<ExportColumns> create(const Principal& principal, const Entity& entity,
                                      TableFormat format, const std::vector<std::string>& fields);

  const std::vector<std::string>& names() const { return names_; }
  // Looks up what the records point to, as far as the principal may see it.
  Result<std::vector<std::vector<Json>>> rows(Records& records, Accounts& accounts,
                                              const Principal& principal,
                                              const std::vector<Record>& page);

 private:
  using Titles = std::map<std::string, std::map<std::string, std::string>>;  // Target → id → title.
  ExportColumns(const Entity& entity, TableFormat format) : entity_(entity), format_(format) {}
  Result<Titles> titles(Records& records, Accounts& accounts, const Principal& principal,
                        const std::vector<Record>& page);
  Result<std::string> user_title(Accounts& accounts, const std::string& id);
  void add(const Field& field, const Json& fields, const Titles& titles,
           std::vector<Json>& row) const;

  const Entity entity_;  // A copy: definitions may change meanwhile.
  const TableFormat format_;
  std::vector<Field> fields_;
  std::vector<std::string> names_;
  std::map<std::string, std::string> users_;
};

}  // namespace kontor::host
