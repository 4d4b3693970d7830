#pragma once

#include <cstdint>

namespace kontor::runtime {

// Calls of calls on one thread; a plugin that makes the host call it again and again must
// not use up the host's stack.
inline constexpr int kDepthMax = 8;

// While it lives, this thread serves call `id` of `peer`. They nest, over all peers.
class Serving {
 public:
  Serving(const void* peer, std::uint64_t id)
      : peer_(peer), id_(id), depth_(depth() + 1), outer_(innermost_) {
    innermost_ = this;
  }
  ~Serving() { innermost_ = outer_; }
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;

  static int depth() { return innermost_ == nullptr ? 0 : innermost_->depth_; }
  // The innermost call of `peer` that this thread serves; 0 if there is none.
  static std::uint64_t call_of(const void* peer) {
    for (const Serving* each = innermost_; each != nullptr; each = each->outer_)
      if (each->peer_ == peer) return each->id_;
    return 0;
  }

 private:
  inline static thread_local const Serving* innermost_ = nullptr;
  const void* peer_;
  std::uint64_t id_;
  int depth_;
  const Serving* outer_;
};

}  // namespace kontor::runtime
