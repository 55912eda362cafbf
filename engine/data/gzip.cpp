// SPDX-License-Identifier: Apache-2.0
#include "engine/data/gzip.h"

#include <zlib.h>
#include <algorithm>
#include <limits>

#include "engine/base/durable_file.h"
#include "engine/base/strings.h"

namespace weft {
namespace {

constexpr int kGzipWindow = 15 + 16;  // largest window, gzip header and checksum wanted
constexpr std::size_t kMostAtOnce = std::numeric_limits<uInt>::max() / 2;

}  // namespace

struct GzipReader::State {
    std::string_view rest;  // not yet given to zlib
    std::int64_t total = 0;
    bool ready = false;
    bool ended = false;
    z_stream stream{};
    ~State() {
        if (ready) { inflateEnd(&stream); }
    }
    std::int64_t position() const {
        return total - static_cast<std::int64_t>(rest.size()) -
               static_cast<std::int64_t>(stream.avail_in);
    }
    void refill() {
        if (stream.avail_in != 0) { return; }
        const std::size_t count = std::min(rest.size(), kMostAtOnce);
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(rest.data()));
        stream.avail_in = static_cast<uInt>(count);
        rest.remove_prefix(count);
    }
    /// After the end of one member: a second may follow, or nothing.
    Status nextMember() {
        refill();
        if (stream.avail_in == 0) {
            ended = true;
            return okStatus();
        }
        if (*stream.next_in != 0x1FU) {
            return dataLoss(concat("bytes after the end of gzip data: got ", total - position(),
                                   ", want none"));
        }
        inflateReset(&stream);
        return okStatus();
    }
};

bool isGzip(std::string_view bytes) { return bytes.starts_with("\x1F\x8B"); }

std::int64_t gzipUpperBound(std::string_view bytes) {
    constexpr std::int64_t kMostRatio = 1032;  // zlib's technical notes: 1032 to 1 at best
    return static_cast<std::int64_t>(bytes.size()) * kMostRatio;
}

GzipReader::GzipReader(std::string_view bytes) : m_state(std::make_unique<State>()) {
    m_state->rest = bytes;
    m_state->total = static_cast<std::int64_t>(bytes.size());
    m_state->ready = inflateInit2(&m_state->stream, kGzipWindow) == Z_OK;
}
GzipReader::GzipReader(GzipReader&&) noexcept = default;
GzipReader& GzipReader::operator=(GzipReader&&) noexcept = default;
GzipReader::~GzipReader() = default;

std::int64_t GzipReader::position() const { return m_state->position(); }

Result<std::size_t> GzipReader::read(std::span<char> out) {
    State& state = *m_state;
    if (!state.ready) { return resourceExhausted("out of memory: got none to decompress with"); }
    std::size_t filled = 0;
    while (filled < out.size() && !state.ended) {
        state.refill();
        const std::size_t room = std::min(out.size() - filled, kMostAtOnce);
        state.stream.next_out = reinterpret_cast<Bytef*>(out.data() + filled);
        state.stream.avail_out = static_cast<uInt>(room);
        const int code = inflate(&state.stream, Z_NO_FLUSH);
        filled += room - state.stream.avail_out;
        if (code == Z_STREAM_END) {
            WEFT_TRY(state.nextMember());
        } else if (code == Z_BUF_ERROR || (code == Z_OK && state.stream.avail_out != 0 &&
                                           state.stream.avail_in == 0 && state.rest.empty())) {
            return dataLoss("gzip data ends early");
        } else if (code != Z_OK) {
            return dataLoss(concat("gzip data is damaged: ",
                                   state.stream.msg != nullptr ? state.stream.msg : "no reason"));
        }
    }
    return filled;
}

Result<std::string> gunzip(std::string_view bytes, const Limits& limits) {
    constexpr std::size_t kFirstBytes = std::size_t{1} << 16U;
    GzipReader reader(bytes);
    std::string out;
    std::size_t size = 0;
    constexpr std::size_t kMostPiece = std::size_t{1} << 22U;  // between looks at cancellation
    for (;;) {
        WEFT_TRY(limits.checkCancelled());
        out.resize(std::max(size + std::min(size, kMostPiece), kFirstBytes));
        const std::size_t wanted = out.size() - size;
        const Result<std::size_t> got = reader.read({out.data() + size, wanted});
        if (!got.ok()) {
            return annotated(got.status(), {}, concat(" (byte ", reader.position(), ")"));
        }
        size += *got;
        if (size > static_cast<std::size_t>(limits.fileBytes)) {
            return resourceExhausted(concat("decompressed data is too large: got over ",
                                            limits.fileBytes, " bytes, want at most that"));
        }
        if (*got < wanted) { break; }
    }
    out.resize(size);
    return out;
}

Result<std::string> readMaybeGzip(const std::string& path, const Limits& limits) {
    std::string bytes = WEFT_TRY(readFile(path, limits));
    if (!isGzip(bytes)) { return bytes; }
    Result<std::string> plain = gunzip(bytes, limits);
    if (!plain.ok()) { return annotated(plain.status(), {}, concat(" (", path, ")")); }
    return plain;
}

}  // namespace weft
