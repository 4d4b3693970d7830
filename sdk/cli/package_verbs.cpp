#include <algorithm>
#include <iostream>

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "base/crypto/dsse.hpp"
#include "sdk/cli/command.hpp"
#include "sdk/cli/verbs.hpp"
#include "sdk/package/package.hpp"
#include "sdk/testing/practice_key.hpp"

namespace kontor::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKeyBytesMax = 4096;

Result<crypto::PublicKey> public_key(const std::string& text) {
  std::string hex = text;
  if (hex.size() != 64 || !hex_decode(hex)) {
    auto file = read_file(text, kKeyBytesMax);
    if (!file) {
      return Error{ErrorCode::invalid_argument,
                   text + " is neither 64 hexadecimal digits nor a file that holds them"};
    }
    hex = *file;
    while (!hex.empty() && (hex.back() == '\n' || hex.back() == ' ')) hex.pop_back();
  }
  const auto raw = hex_decode(hex);
  if (!raw) {
    return Error{ErrorCode::invalid_argument, text + " does not hold a public key in hexadecimal"};
  }
  return crypto::PublicKey::from_ed25519(*raw);
}

Json to_json(const package::Explanation& explanation) {
  Json lines = Json::array();
  for (const package::Line& line : explanation.lines) {
    lines.push_back({{"check", line.check}, {"passed", line.passed}, {"text", line.text}});
  }
  Json out = {{"verified", explanation.verified.has_value()}, {"lines", std::move(lines)}};
  if (explanation.verified) {
    out["id"] = explanation.verified->manifest.id;
    out["version"] = explanation.verified->manifest.version;
    out["sha256"] = explanation.verified->sha256_hex;
  }
  return out;
}

// The folder that `kontor build` filled, if there is one. A package may also be made by hand.
fs::path packed_folder(const fs::path& folder) {
  const auto built = built_folder(folder);
  return built ? *built : folder;
}

}  // namespace

PackageVerbs::PackageVerbs(CLI::App& app, Outcome& outcome) : outcome_(outcome) {
  auto* make =
      app.add_subcommand("pack", "Make the .kpkg of a built plugin; the same bytes each time");
  make->add_option("folder", folder_,
                   "The plugin; FOLDER/build is taken if it is there (default: here)");
  make->add_option("-o,--out", output_, "The package (default: <id>-<version>.kpkg)");
  make->callback([this] { outcome_.status = pack(packed_folder(folder_), output_, std::cout); });
  example(*make, "kontor pack maps -o maps.kpkg");

  auto* seal = app.add_subcommand("sign", "Sign a package with the vendor's key");
  seal->add_option("package", file_, "The .kpkg")->required();
  seal->add_option("--key", key_file_, "Key file, see kontor key new")->required();
  seal->add_option("-o,--out", output_, "The signed package (default: in place)");
  seal->callback([this] {
    outcome_.status = sign(file_, key_file_, output_.empty() ? file_ : output_, std::cout);
  });
  example(*seal, "kontor sign maps.kpkg --key vendor.key");

  auto* prove = app.add_subcommand("verify", "Tell step by step whether a package is its vendor's");
  prove->add_option("package", file_, "The .kpkg")->required();
  prove
      ->add_option("--key", keys_,
                   "Public key of the vendor: hexadecimal, or a .pub file; may be repeated")
      ->required();
  prove->add_flag("--json", json_, "One JSON object instead of lines");
  prove->callback([this] {
    outcome_.status = verify(file_, keys_, json_ ? Format::json : Format::people, std::cout);
  });
  example(*prove, "kontor verify maps.kpkg --key vendor.key.pub");
}

namespace {

void warn_of_practice_key(const package::Manifest& manifest, std::ostream& out) {
  const auto& keys = manifest.license.license_keys;
  if (std::find(keys.begin(), keys.end(), testing::kPracticeKey) == keys.end()) return;
  out << "warning: license.keys names the practice key, with which anybody can make licences\n"
         "  → name the market's key before you publish\n";
}

}  // namespace

Status pack(const fs::path& folder, fs::path file, std::ostream& out) {
  const std::string bytes = TRY(package::write_package(folder));
  const package::Archive archive = TRY(package::Archive::from_bytes(bytes));
  const package::Manifest manifest = TRY(package::read_manifest(archive));
  if (file.empty()) file = manifest.id + "-" + manifest.version + ".kpkg";
  TRY(write_file(file, bytes));
  warn_of_practice_key(manifest, out);
  out << "packed " << file.string() << ": " << archive.members().size() << " members, "
      << bytes.size() << " bytes, sha256 " << archive.sha256_hex() << "\nnext: kontor sign "
      << file.string() << " --key FILE\n";
  return ok();
}

Status sign(const fs::path& file, const fs::path& key_file, const fs::path& output,
            std::ostream& out) {
  const crypto::SigningKey key = TRY(crypto::SigningKey::load(key_file));
  const package::Archive unsigned_package = TRY(package::Archive::open(file));
  const std::string bytes = TRY(package::sign_package(unsigned_package, key));
  const package::Archive archive = TRY(package::Archive::from_bytes(bytes));
  // Whoever signs what does not verify would find out only at the market.
  TRY(package::verify_package(archive, {key.public_key()}));
  TRY(write_file(output, bytes));
  out << "signed " << output.string() << " with key " << crypto::key_id(key.public_key())
      << "\nsha256 " << archive.sha256_hex() << "\n";
  return ok();
}

Status verify(const fs::path& file, const std::vector<std::string>& keys, Format format,
              std::ostream& out) {
  std::vector<crypto::PublicKey> vendor_keys;
  for (const std::string& text : keys) vendor_keys.push_back(TRY(public_key(text)));
  package::Explanation explanation;
  if (auto archive = package::Archive::open(file)) {
    explanation = package::explain_package(*archive, vendor_keys);
  } else {
    explanation.refusal = archive.error();
    explanation.lines.push_back({/*passed=*/false, archive.error().message, "archive.profile"});
  }
  if (format == Format::json) {
    out << to_text(to_json(explanation)) << "\n";
  } else {
    for (const package::Line& line : explanation.lines) {
      out << (line.passed ? "ok      " : "REFUSED ") << line.text << "\n";
    }
  }
  if (explanation.refusal) {
    return Error{explanation.refusal->code, file.string() + " is not to be trusted"};
  }
  return ok();
}

Status new_key(const fs::path& file, std::ostream& out) {
  if (fs::exists(file)) {
    return Error{ErrorCode::conflict, file.string() + " exists; a key is never written over"};
  }
  const crypto::SigningKey key = TRY(crypto::SigningKey::load_or_create(file));
  const std::string hex = hex_encode(key.public_key().ed25519_raw());
  TRY(write_file(file.string() + ".pub", hex + "\n"));
  out << "wrote " << file.string() << " (secret: keep it off line) and " << file.string()
      << ".pub\n";
  return show_key(file, out);
}

Status show_key(const fs::path& file, std::ostream& out) {
  const crypto::SigningKey key = TRY(crypto::SigningKey::load(file));
  out << "public key " << hex_encode(key.public_key().ed25519_raw()) << "\nkey id     "
      << crypto::key_id(key.public_key()) << "\n";
  return ok();
}

}  // namespace kontor::cli
