#include "base/http/event_loop.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <utility>

namespace kontor::http {

namespace {

constexpr std::size_t kEventsMax = 256;  // In one round.

constexpr std::uint32_t kHungUp = EPOLLRDHUP | EPOLLHUP | EPOLLERR;

}  // namespace

EventLoop::EventLoop()
    : poll_(::epoll_create1(EPOLL_CLOEXEC)), bell_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  epoll_event bell{.events = EPOLLIN | EPOLLET, .data = {.ptr = nullptr}};
  if (poll_ < 0 || bell_ < 0 || ::epoll_ctl(poll_, EPOLL_CTL_ADD, bell_, &bell) != 0) std::abort();
}

EventLoop::~EventLoop() {
  ::close(poll_);
  ::close(bell_);
}

bool EventLoop::add(int descriptor, Watcher& watcher) {
  epoll_event event{.events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data = {.ptr = &watcher}};
  return ::epoll_ctl(poll_, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

void EventLoop::remove(int descriptor) {
  epoll_event none{};
  ::epoll_ctl(poll_, EPOLL_CTL_DEL, descriptor, &none);
}

thread_local EventLoop::Gathering* EventLoop::Gathering::current = nullptr;

EventLoop::Gathering::Gathering() { current = this; }

EventLoop::Gathering::~Gathering() {
  current = nullptr;
  for (Share& share : shares_) share.loop->post_all(std::move(share.works));
}

void EventLoop::post(Work work) {
  if (Gathering* const gathering = Gathering::current) {
    auto& shares = gathering->shares_;
    auto share = std::find_if(shares.begin(), shares.end(),
                              [this](const Gathering::Share& one) { return one.loop == this; });
    if (share == shares.end()) share = shares.insert(share, {.loop = this, .works = {}});
    return share->works.push_back(std::move(work));
  }
  bool asleep = false;
  {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(work));
    asleep = std::exchange(asleep_, false);
  }
  if (asleep) ring();
}

void EventLoop::post_all(std::vector<Work> works) {
  bool asleep = false;
  {
    const std::lock_guard lock(mutex_);
    if (posted_.empty()) {
      posted_ = std::move(works);
    } else {
      std::move(works.begin(), works.end(), std::back_inserter(posted_));
    }
    asleep = std::exchange(asleep_, false);
  }
  if (asleep) ring();
}

void EventLoop::ring() {
  const std::uint64_t one = 1;
  // An edge-triggered bell need not be read; a full counter has rung already.
  (void)!::write(bell_, &one, sizeof one);
}

// Nothing was posted: from now on posts ring.
bool EventLoop::is_quiet() {
  const std::lock_guard lock(mutex_);
  asleep_ = posted_.empty();
  return asleep_;
}

void EventLoop::do_posted() {
  std::vector<Work> works;
  {
    const std::lock_guard lock(mutex_);
    asleep_ = false;
    works.swap(posted_);
  }
  for (const Work& work : works) work();
}

void EventLoop::run(const std::function<int()>& round) {
  int wait_ms = 0;
  std::array<epoll_event, kEventsMax> events;
  while (!stopped_) {
    const int count = ::epoll_wait(poll_, events.data(), kEventsMax, is_quiet() ? wait_ms : 0);
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = events[static_cast<std::size_t>(i)];
      auto* const watcher = static_cast<Watcher*>(event.data.ptr);
      if (watcher != nullptr) watcher->on_event((event.events & kHungUp) != 0);
    }
    do_posted();
    wait_ms = round();
  }
}

}  // namespace kontor::http
