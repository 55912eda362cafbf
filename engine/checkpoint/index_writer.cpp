// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/index_writer.h"

#include <algorithm>
#include <utility>

#include "engine/base/check.h"

namespace weft {
namespace {

constexpr std::size_t kBlockBytes = 262'144;  // a data block is closed at this size

std::size_t commonBytes(std::string_view a, std::string_view b) {
    const std::size_t most = std::min(a.size(), b.size());
    return static_cast<std::size_t>(
        std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(most), b.begin()).first -
        a.begin());
}

/// The key cut at the first of its bytes, from `at` on, that can grow, and grown there: the
/// shortest text above the key. Nothing can grow in "\xff\xff": it stays.
std::string shortSuccessor(std::string key, std::size_t at) {
    for (; at < key.size(); ++at) {
        if (static_cast<unsigned char>(key[at]) == 0xFFU) { continue; }
        key[at] = static_cast<char>(static_cast<unsigned char>(key[at]) + 1);
        key.resize(at + 1);
        break;
    }
    return key;
}

/// A short text in [last, next).
std::string separatorOf(const std::string& last, std::string_view next) {
    const std::size_t common = commonBytes(last, next);
    if (common >= std::min(last.size(), next.size())) { return last; }  // one begins the other
    const auto byte = static_cast<unsigned char>(last[common]);
    if (byte == 0xFFU || byte + 1 >= static_cast<unsigned char>(next[common])) { return last; }
    return shortSuccessor(last, common);
}

}  // namespace

void BlockBuilder::add(std::string_view key, std::string_view value) {
    std::size_t shared = 0;
    if (m_sinceRestart < m_interval) {
        shared = commonBytes(m_lastKey, key);
    } else {
        m_restarts.push_back(static_cast<std::uint32_t>(m_contents.size()));
        m_sinceRestart = 0;
    }
    appendVarint(m_contents, shared);
    appendVarint(m_contents, key.size() - shared);
    appendVarint(m_contents, value.size());
    m_contents.append(key.substr(shared)).append(value);
    m_lastKey = key;
    ++m_sinceRestart;
}

std::string BlockBuilder::finish() {
    for (const std::uint32_t restart : m_restarts) { appendFixed32(m_contents, restart); }
    appendFixed32(m_contents, static_cast<std::uint32_t>(m_restarts.size()));
    m_restarts = {0};
    m_sinceRestart = 0;
    m_lastKey.clear();
    return std::exchange(m_contents, {});
}

void IndexWriter::add(std::string_view key, std::string_view value) {
    WEFT_CHECK(m_isFirst || m_lastKey < key, "keys of a table must grow");
    m_isFirst = false;
    if (key.size() + value.size() >= 2 * kBlockBytes) { endBlock(); }
    if (m_isPending) { indexLastBlock(separatorOf(m_lastKey, key)); }
    m_lastKey = key;
    m_data.add(key, value);
    if (m_data.bytes() >= kBlockBytes) { endBlock(); }
}

void IndexWriter::endBlock() {
    if (m_data.empty()) { return; }
    m_lastBlock = appendBlock(m_file, m_data.finish());
    m_isPending = true;
}

void IndexWriter::indexLastBlock(std::string separator) {
    std::string handle;
    appendHandle(handle, m_lastBlock);
    m_index.add(separator, handle);
    m_isPending = false;
}

std::string IndexWriter::finish() {
    endBlock();
    const BlockHandle metaindex = appendBlock(m_file, BlockBuilder(1).finish());
    if (m_isPending) { indexLastBlock(shortSuccessor(m_lastKey, 0)); }
    const BlockHandle index = appendBlock(m_file, m_index.finish());
    std::string footer;
    appendHandle(footer, metaindex);
    appendHandle(footer, index);
    footer.resize(kFooterBytes - sizeof kTableMagic);
    appendFixed64(footer, kTableMagic);
    m_file += footer;
    return std::exchange(m_file, {});
}

}  // namespace weft
