#include "client_reference.hpp"

#include <kontor/random.hpp>
#include <kontor/sha512.hpp>

#include "hex.hpp"

namespace kontor::sms {

std::string id_of_request(const op::ActionRunRequest& request) {
  if (request.key.empty()) return random_hex();
  const std::string person = request.record ? request.record->id : "";
  // None of the first three holds a line feed, so that no two requests become one text.
  return hex_of(
      sha512(request.action + "\n" + request.actor.id + "\n" + person + "\n" + request.key)
          .substr(0, 16));
}

}  // namespace kontor::sms
