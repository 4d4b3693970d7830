#include "licensing/client/device.hpp"

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"

namespace kontor::licensing {

namespace {

constexpr std::size_t kDeviceBytesMax = 16384;
constexpr std::size_t kHostIdBytes = 16;

}  // namespace

Result<Device> Device::open(const std::filesystem::path& folder, Random& random,
                            const std::filesystem::path& root) {
  std::error_code ignored;
  std::filesystem::create_directories(folder, ignored);
  auto key = TRY(crypto::SigningKey::load_or_create(folder / "device.key"));
  Device device(folder / "device.json", std::move(key));
  const auto text = read_file(device.file_, kDeviceBytesMax);
  if (text) {
    TRY(device.read(*text));
    device.now_ = take_fingerprint(root, device.host_id_);
    return device;
  }
  if (text.error().code != ErrorCode::not_found) return text.error();
  device.host_id_ = hex_encode(random.bytes(kHostIdBytes));
  device.now_ = take_fingerprint(root, device.host_id_);
  device.enrolled_ = device.now_;
  TRY(device.write());
  return device;
}

Status Device::read(const std::string& text) {
  const Json json = TRY(parse_json(text, {.bytes_max = kDeviceBytesMax, .depth_max = 3}));
  host_id_ = TRY(json_text(json, "host_id"));
  counter_ = TRY(json_integer(json, "counter"));
  question_ = TRY(json_text(json, "question"));
  enrolled_ = TRY(parse_fingerprint(json.value("fingerprint", Json())));
  return ok();
}

Status Device::write() const {
  const Json json = {{"host_id", host_id_},
                     {"counter", counter_},
                     {"question", question_},
                     {"fingerprint", to_json(enrolled_)}};
  return write_file(file_, to_text(json), FileMode::secret);
}

Status Device::enrol_here() {
  enrolled_ = now_;
  return write();
}

Status Device::ask(const std::string& nonce) {
  question_ = nonce;
  return write();
}

Status Device::advance(std::int64_t next) {
  counter_ = next;
  question_.clear();
  return write();
}

}  // namespace kontor::licensing
