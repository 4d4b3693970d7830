#include "marketplace/repository/snapshot_text.hpp"

#include <algorithm>
#include <iterator>

#include "base/core/json.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kLinesOfABlockMax = 256;

std::string line_of(const std::string& name, const tuf::FileFacts& facts) {
  return Json(name).dump() + R"(:{"length":)" + std::to_string(facts.length.value_or(0)) +
         R"(,"version":)" + std::to_string(facts.version) + '}';
}

}  // namespace

void SnapshotText::Block::write() {
  text.clear();
  for (const auto& [name, line] : lines) {
    if (!text.empty()) text += ',';
    text += line;
  }
}

void SnapshotText::put(const std::string& role, const tuf::FileFacts& facts) {
  const std::string name = role + ".json";
  if (blocks_.empty()) blocks_.emplace_back();
  // The last block that begins no later than the name.
  auto block = std::upper_bound(blocks_.begin() + 1, blocks_.end(), name,
                                [](const std::string& wanted, const Block& one) {
                                  return wanted < one.lines.begin()->first;
                                });
  --block;
  block->lines[name] = line_of(name, facts);
  if (block->lines.size() > kLinesOfABlockMax) {
    const auto half = std::next(block->lines.begin(), kLinesOfABlockMax / 2);
    Block upper;
    upper.lines.insert(std::make_move_iterator(half), std::make_move_iterator(block->lines.end()));
    block->lines.erase(half, block->lines.end());
    upper.write();
    block->write();
    blocks_.insert(std::next(block), std::move(upper));
    return;
  }
  block->write();
}

std::string SnapshotText::text() const {
  std::size_t bytes = 0;
  for (const Block& block : blocks_) bytes += block.text.size() + 1;
  std::string all;
  all.reserve(bytes);
  for (const Block& block : blocks_) {
    if (!all.empty()) all += ',';
    all += block.text;
  }
  return all;
}

}  // namespace kontor::marketplace
