#include "host/backup/person_keys.hpp"

#include <cstdlib>
#include <fstream>

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "base/crypto/sealed_stream.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr int kPeopleAtOnce = 1000;
constexpr std::size_t kLineBytesMax = 256;
const std::string kAsOf = "as-of ";

Status insert_keys(db::Session& session, const std::vector<std::vector<db::Value>>& rows) {
  if (rows.empty()) return ok();
  return session.insert_rows("person_key", {"person_id", "person_key", "made_at_ms"}, rows,
                             "ON CONFLICT DO NOTHING");
}

Error not_readable() {
  return Error{ErrorCode::untrusted, "the file of the people's keys is not readable"};
}

}  // namespace

Status make_person_keys(db::Database& database, const std::vector<PersonTable>& tables,
                        const Clock& clock, Random& random) {
  for (const PersonTable& table : tables) {
    const std::string sql =
        "SELECT DISTINCT person FROM (SELECT " + table.person + " AS person FROM " + table.name +
        ") AS people WHERE person IS NOT NULL AND NOT EXISTS (SELECT 1 FROM person_key k WHERE "
        "k.person_id = person) LIMIT " +
        std::to_string(kPeopleAtOnce);
    for (bool more = true; more;) {
      const auto made = database.transaction([&](db::Session& session) -> Result<bool> {
        std::vector<std::vector<db::Value>> rows;
        const auto people = TRY(session.query(sql));
        rows.reserve(people.size());
        for (const db::Row& row : people)
          rows.push_back({row.text(0), hex_encode(random.bytes(kKeyBytes)), clock.now_ms()});
        TRY(insert_keys(session, rows));
        return rows.size() == static_cast<std::size_t>(kPeopleAtOnce);
      });
      if (!made) return made.error();
      more = *made;
    }
  }
  return ok();
}

Result<PersonKeys> read_person_keys(db::Database& database) {
  return database.read([](db::Session& session) -> Result<PersonKeys> {
    PersonKeys keys;
    for (const db::Row& row : TRY(session.query("SELECT person_id, person_key FROM person_key")))
      keys[row.text(0)] = TRY(hex_decode(row.text(1)));
    return keys;
  });
}

Status keep_person_keys(db::Session& session, const PersonKeys& keys, TimeMs now_ms) {
  std::vector<std::vector<db::Value>> rows;
  rows.reserve(keys.size());
  for (const auto& [person, key] : keys) rows.push_back({person, hex_encode(key), now_ms});
  return insert_keys(session, rows);
}

Status write_person_keys(const std::filesystem::path& file, const PersonKeys& keys,
                         const std::string& key, TimeMs now_ms, Random& random) {
  std::string sealed;
  crypto::SealingWriter writer(key, random, [&](std::string_view bytes) -> Status {
    sealed += bytes;
    return ok();
  });
  TRY(writer.write(kAsOf + std::to_string(now_ms) + "\n"));
  for (const auto& [person, own] : keys) TRY(writer.write(person + " " + hex_encode(own) + "\n"));
  TRY(writer.finish());
  return write_file(file, sealed, FileMode::secret);
}

Result<PersonKeys> read_person_keys(const std::filesystem::path& file, const std::string& key,
                                    TimeMs needed_ms) {
  std::ifstream input(file, std::ios::binary);
  if (!input) {
    return Error{ErrorCode::not_found,
                 "there is no " + file.string() +
                     ", and without the people's keys nobody in this backup can be read; name the "
                     "file with --person-keys",
                 R"({"code":"no-person-keys"})"};
  }
  crypto::OpeningReader reader(key, [&input](std::size_t most) -> Result<std::string> {
    std::string bytes(most, '\0');
    input.read(bytes.data(), static_cast<std::streamsize>(most));
    bytes.resize(static_cast<std::size_t>(input.gcount()));
    return bytes;
  });
  PersonKeys keys;
  std::string ahead;
  bool recent = false;
  for (;;) {
    const std::string plain = TRY(reader.read());
    if (plain.empty()) break;
    ahead += plain;
    std::size_t begin = 0;
    for (auto end = ahead.find('\n'); end != std::string::npos; end = ahead.find('\n', begin)) {
      const std::string line = ahead.substr(begin, end - begin);
      begin = end + 1;
      if (line.starts_with(kAsOf)) {
        recent = std::strtoll(line.c_str() + kAsOf.size(), nullptr, 10) >= needed_ms;
        continue;
      }
      const auto space = line.find(' ');
      if (space == std::string::npos) return not_readable();
      std::string own = TRY(hex_decode(line.substr(space + 1)));
      if (own.size() != kKeyBytes) return not_readable();
      keys[line.substr(0, space)] = std::move(own);
    }
    ahead.erase(0, begin);
    if (ahead.size() > kLineBytesMax) return not_readable();
  }
  if (!ahead.empty()) return not_readable();
  if (recent) return keys;
  return Error{ErrorCode::untrusted,
               file.string() + " is older than the backup; take the newest one of its folder",
               R"({"code":"person-keys-too-old"})"};
}

std::filesystem::path person_keys_beside(const std::filesystem::path& backup) {
  return std::filesystem::absolute(backup).parent_path() / "person.keys";
}

}  // namespace kontor::host
