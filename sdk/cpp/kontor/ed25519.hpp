#pragma once

#include <array>
#include <cstdint>
#include <kontor/sha512.hpp>
#include <string>
#include <string_view>

// Verifies Ed25519 signatures inside a plugin, where no crypto library is: everything here is
// public, so it need not hide its timing. Signing is the host's and the market's affair.
namespace kontor::ed25519_detail {

// A number modulo 2^255 - 19, in 16 limbs of 16 bits.
using Field = std::array<std::int64_t, 16>;
// A point of the curve in extended coordinates.
using Point = std::array<Field, 4>;

inline constexpr Field kZero = {};
inline constexpr Field kOne = {1};
inline constexpr Field kD = {0x78a3, 0x1359, 0x4dca, 0x75eb, 0xd8ab, 0x4141, 0x0a4d, 0x0070,
                             0xe898, 0x7779, 0x4079, 0x8cc7, 0xfe73, 0x2b6f, 0x6cee, 0x5203};
inline constexpr Field kTwiceD = {0xf159, 0x26b2, 0x9b94, 0xebd6, 0xb156, 0x8283, 0x149a, 0x00e0,
                                  0xd130, 0xeef3, 0x80f2, 0x198e, 0xfce7, 0x56df, 0xd9dc, 0x2406};
inline constexpr Field kBaseX = {0xd51a, 0x8f25, 0x2d60, 0xc956, 0xa7b2, 0x9525, 0xc760, 0x692c,
                                 0xdc5c, 0xfdd6, 0xe231, 0xc0a4, 0x53fe, 0xcd6e, 0x36d3, 0x2169};
inline constexpr Field kBaseY = {0x6658, 0x6666, 0x6666, 0x6666, 0x6666, 0x6666, 0x6666, 0x6666,
                                 0x6666, 0x6666, 0x6666, 0x6666, 0x6666, 0x6666, 0x6666, 0x6666};
inline constexpr Field kRootOfMinusOne = {0xa0b0, 0x4a0e, 0x1b27, 0xc4ee, 0xe478, 0xad2f,
                                          0x1806, 0x2f43, 0xd7a7, 0x3dfb, 0x0099, 0x2b4d,
                                          0xdf0b, 0x4fc1, 0x2480, 0x2b83};
// The order of the base point, least byte first.
inline constexpr std::array<std::int64_t, 32> kOrder = {
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

inline void carry(Field& a) {
  for (std::size_t i = 0; i < 16; ++i) {
    a[i] += std::int64_t{1} << 16;
    const std::int64_t over = a[i] >> 16;
    if (i < 15) {
      a[i + 1] += over - 1;
    } else {
      a[0] += 38 * (over - 1);
    }
    a[i] -= over * 65536;
  }
}

inline Field add(const Field& a, const Field& b) {
  Field out;
  for (std::size_t i = 0; i < 16; ++i) out[i] = a[i] + b[i];
  return out;
}

inline Field subtract(const Field& a, const Field& b) {
  Field out;
  for (std::size_t i = 0; i < 16; ++i) out[i] = a[i] - b[i];
  return out;
}

inline Field multiply(const Field& a, const Field& b) {
  std::array<std::int64_t, 31> wide{};
  for (std::size_t i = 0; i < 16; ++i) {
    for (std::size_t j = 0; j < 16; ++j) wide[i + j] += a[i] * b[j];
  }
  for (std::size_t i = 0; i < 15; ++i) wide[i] += 38 * wide[i + 16];
  Field out;
  for (std::size_t i = 0; i < 16; ++i) out[i] = wide[i];
  carry(out);
  carry(out);
  return out;
}

inline std::array<unsigned char, 32> pack(const Field& number) {
  Field value = number;
  carry(value);
  carry(value);
  carry(value);
  for (int round = 0; round < 2; ++round) {
    Field less = kZero;
    less[0] = value[0] - 0xffed;
    for (std::size_t i = 1; i < 15; ++i) {
      less[i] = value[i] - 0xffff - (less[i - 1] >> 16 & 1);
      less[i - 1] &= 0xffff;
    }
    less[15] = value[15] - 0x7fff - (less[14] >> 16 & 1);
    const bool negative = (less[15] >> 16 & 1) != 0;
    less[14] &= 0xffff;
    if (!negative) value = less;
  }
  std::array<unsigned char, 32> out{};
  for (std::size_t i = 0; i < 16; ++i) {
    out[2 * i] = static_cast<unsigned char>(value[i] & 0xff);
    out[2 * i + 1] = static_cast<unsigned char>(value[i] >> 8 & 0xff);
  }
  return out;
}

inline Field unpack(std::string_view bytes) {
  Field out;
  for (std::size_t i = 0; i < 16; ++i) {
    out[i] = static_cast<unsigned char>(bytes[2 * i]) |
             std::int64_t{static_cast<unsigned char>(bytes[2 * i + 1])} << 8;
  }
  out[15] &= 0x7fff;
  return out;
}

inline bool same(const Field& a, const Field& b) { return pack(a) == pack(b); }
inline bool is_odd(const Field& a) { return (pack(a)[0] & 1) != 0; }

// a to the power 2^255 - 21 (its inverse), or to 2^252 - 3 for square roots.
inline Field power(const Field& a, int highest, int skip_first, int skip_second) {
  Field out = a;
  for (int i = highest; i >= 0; --i) {
    out = multiply(out, out);
    if (i != skip_first && i != skip_second) out = multiply(out, a);
  }
  return out;
}
inline Field invert(const Field& a) { return power(a, 253, 2, 4); }
inline Field root_power(const Field& a) { return power(a, 250, 1, 1); }

inline void add(Point& p, const Point& q) {
  const Field a = multiply(subtract(p[1], p[0]), subtract(q[1], q[0]));
  const Field b = multiply(add(p[0], p[1]), add(q[0], q[1]));
  const Field c = multiply(multiply(p[3], q[3]), kTwiceD);
  const Field half = multiply(p[2], q[2]);
  const Field d = add(half, half);
  const Field e = subtract(b, a), f = subtract(d, c), g = add(d, c), h = add(b, a);
  p = {multiply(e, f), multiply(h, g), multiply(g, f), multiply(e, h)};
}

inline Point times(const Point& point, const std::array<unsigned char, 32>& scalar) {
  Point out = {kZero, kOne, kOne, kZero};
  for (int bit = 255; bit >= 0; --bit) {
    const Point same = out;
    add(out, same);
    if ((scalar[static_cast<std::size_t>(bit / 8)] >> (bit & 7) & 1) != 0) add(out, point);
  }
  return out;
}

inline std::string encode(const Point& point) {
  const Field inverse = invert(point[2]);
  auto bytes = pack(multiply(point[1], inverse));
  if (is_odd(multiply(point[0], inverse))) bytes[31] ^= 0x80;
  return {bytes.begin(), bytes.end()};
}

// The negative of an encoded point; false if there is none.
inline bool decode_negative(std::string_view bytes, Point& out) {
  out[2] = kOne;
  out[1] = unpack(bytes);
  const Field square = multiply(out[1], out[1]);
  const Field numerator = subtract(square, kOne);
  const Field denominator = add(kOne, multiply(square, kD));
  const Field second = multiply(denominator, denominator);
  const Field seventh = multiply(multiply(multiply(second, second), second), denominator);
  const Field root = root_power(multiply(seventh, numerator));
  out[0] = multiply(multiply(root, numerator), multiply(second, denominator));
  if (!same(multiply(multiply(out[0], out[0]), denominator), numerator)) {
    out[0] = multiply(out[0], kRootOfMinusOne);
  }
  if (!same(multiply(multiply(out[0], out[0]), denominator), numerator)) return false;
  if (is_odd(out[0]) == ((static_cast<unsigned char>(bytes[31]) >> 7) != 0)) {
    out[0] = subtract(kZero, out[0]);
  }
  out[3] = multiply(out[0], out[1]);
  return true;
}

// 64 bytes, least first, modulo the order.
inline std::array<unsigned char, 32> reduce(std::string_view bytes) {
  std::array<std::int64_t, 64> x{};
  for (std::size_t i = 0; i < 64; ++i) x[i] = static_cast<unsigned char>(bytes[i]);
  for (std::size_t i = 63; i >= 32; --i) {
    std::int64_t over = 0;
    std::size_t j = i - 32;
    for (; j < i - 12; ++j) {
      x[j] += over - 16 * x[i] * kOrder[j - (i - 32)];
      over = (x[j] + 128) >> 8;
      x[j] -= over * 256;
    }
    x[j] += over;
    x[i] = 0;
  }
  std::int64_t over = 0;
  for (std::size_t j = 0; j < 32; ++j) {
    x[j] += over - (x[31] >> 4) * kOrder[j];
    over = x[j] >> 8;
    x[j] &= 255;
  }
  for (std::size_t j = 0; j < 32; ++j) x[j] -= over * kOrder[j];
  std::array<unsigned char, 32> out{};
  for (std::size_t i = 0; i < 32; ++i) {
    x[i + 1] += x[i] >> 8;
    out[i] = static_cast<unsigned char>(x[i] & 255);
  }
  return out;
}

inline bool below_order(std::string_view scalar) {
  for (std::size_t i = 32; i-- > 0;) {
    const std::int64_t byte = static_cast<unsigned char>(scalar[i]);
    if (byte != kOrder[i]) return byte < kOrder[i];
  }
  return false;
}

}  // namespace kontor::ed25519_detail

namespace kontor {

// RFC 8032 section 5.1.7: did the owner of this raw 32-byte public key sign the message?
inline bool ed25519_verify(std::string_view public_key, std::string_view message,
                           std::string_view signature) {
  namespace detail = ed25519_detail;
  if (public_key.size() != 32 || signature.size() != 64) return false;
  const std::string_view scalar = signature.substr(32);
  detail::Point key;
  if (!detail::below_order(scalar) || !detail::decode_negative(public_key, key)) return false;
  const std::string hashed =
      sha512(std::string(signature.substr(0, 32)) + std::string(public_key) + std::string(message));
  detail::Point point = detail::times(key, detail::reduce(hashed));
  std::array<unsigned char, 32> factor{};
  for (std::size_t i = 0; i < 32; ++i) factor[i] = static_cast<unsigned char>(scalar[i]);
  const detail::Point base = {detail::kBaseX, detail::kBaseY, detail::kOne,
                              detail::multiply(detail::kBaseX, detail::kBaseY)};
  detail::add(point, detail::times(base, factor));
  return detail::encode(point) == signature.substr(0, 32);
}

}  // namespace kontor
