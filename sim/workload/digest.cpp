#include "sim/workload/digest.h"

#include <cstring>

#include "sim/workload/batch_decoder.h"

namespace barnabas::sim {
namespace {

constexpr std::uint64_t kFactor = 0xff51afd7ed558ccdu;
constexpr std::size_t kSlots = 256;

std::uint64_t word_at(const std::uint8_t* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

std::uint64_t stir(std::uint64_t lane, std::uint64_t word) {
  const std::uint64_t mixed = (lane ^ word) * kFactor;
  return mixed ^ (mixed >> 29);
}

}  // namespace

// Four lanes that do not wait for each other, 32 bytes at a time.
std::uint64_t digest_bytes(ByteSpan bytes) {
  std::uint64_t lanes[4] = {1, 2, 3, 4};
  const std::uint8_t* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 32; at += 32, left -= 32) {
    for (std::size_t i = 0; i < 4; ++i) lanes[i] = stir(lanes[i], word_at(at + 8 * i));
  }
  for (; left >= 8; at += 8, left -= 8) lanes[0] = stir(lanes[0], word_at(at));
  std::uint64_t rest = bytes.size();
  for (; left > 0; ++at, --left) rest = (rest << 8) | *at;
  std::uint64_t sum = stir(lanes[0], rest);
  for (std::size_t i = 1; i < 4; ++i) sum = stir(sum, lanes[i]);
  sum = stir(sum, sum >> 32);
  return sum == 0 ? 1 : sum;
}

DigestCache::Slot& DigestCache::slot_for(std::uint32_t checksum, const SharedBytes& body) {
  if (slots_.empty()) slots_.resize(kSlots);
  Slot& slot = slots_[checksum % kSlots];
  if (slot.digest == 0 || slot.body.size() != body.size() ||
      slot.body.span().data() != body.span().data()) {
    slot.digest = digest_bytes(body.span());
    slot.body = body;
    slot.is_verified = false;
  }
  return slot;
}

std::uint64_t DigestCache::digest(std::uint32_t checksum, const SharedBytes& body) {
  return slot_for(checksum, body).digest;
}

bool DigestCache::is_true(const std::uint8_t* header, const SharedBytes& body) {
  constexpr std::size_t kChecksumAt = 17;
  Slot& slot = slot_for(load_be<std::uint32_t>(header + kChecksumAt), body);
  const std::uint8_t* covered = header + kChecksumAt;
  if (slot.is_verified && std::memcmp(slot.covered.data(), covered, kCoveredSize) == 0) return true;
  if (!has_true_checksum(header, body.span())) return false;
  std::memcpy(slot.covered.data(), covered, kCoveredSize);
  slot.is_verified = true;
  return true;
}

}  // namespace barnabas::sim
