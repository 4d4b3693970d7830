#include "stop_list.hpp"

#include <kontor/json.hpp>
#include <kontor/random.hpp>
#include <kontor/sha512.hpp>

#include "hex.hpp"

namespace kontor::sms {
namespace {

constexpr char kSecretKey[] = "stop-secret";

}  // namespace

void StopList::load() {
  const Json stored = host_.storage_get({.key = kSecretKey}).value;
  if (stored.is_string()) {
    secret_ = stored.get<std::string>();
    return;
  }
  secret_ = random_hex<32>();
  host_.storage_put({.key = kSecretKey, .value = secret_});
}

// SHA-512 over key and number at fixed lengths of the key: nothing can be appended unseen,
// since only the digest's first half is kept.
std::string StopList::name_of(const std::string& number) const {
  return hex_of(sha512(secret_ + number).substr(0, 32));
}

bool StopList::has(const std::string& number) const {
  return !host_.storage_get({.key = key_of(number)}).value.is_null();
}

void StopList::add(const std::string& number, const std::string& word, const std::string& at) {
  host_.storage_put({.key = key_of(number), .value = {{"word", word}, {"at", at}}});
}

void StopList::remove(const std::string& number) { host_.storage_delete({.key = key_of(number)}); }

}  // namespace kontor::sms
