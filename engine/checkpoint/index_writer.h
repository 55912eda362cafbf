// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/checkpoint/index_format.h"

namespace weft {

/// Contents of one block: entries whose keys share prefixes. Protocol: (add)* finish.
class BlockBuilder {
public:
    /// @param restartInterval entries from one whole key to the next.
    explicit BlockBuilder(int restartInterval) : m_interval(restartInterval) {}

    /// The key must be greater than the last.
    void add(std::string_view key, std::string_view value);
    bool empty() const { return m_contents.empty(); }
    /// Bytes that finish() would give now.
    std::size_t bytes() const { return m_contents.size() + 4 * (m_restarts.size() + 1); }
    /// The contents; the builder is empty again.
    std::string finish();

private:
    const int m_interval;
    int m_sinceRestart = 0;
    std::string m_contents;
    std::string m_lastKey;
    std::vector<std::uint32_t> m_restarts{0};
};

/// Makes the bytes of a sorted string table, byte for byte as TensorFlow does. Protocol: (add)*
/// finish. Threading: one thread.
class IndexWriter {
public:
    /// Keys come in strictly increasing order of their bytes (WEFT_CHECK).
    void add(std::string_view key, std::string_view value);
    /// The whole file.
    std::string finish();

private:
    void endBlock();
    void indexLastBlock(std::string separator);

    std::string m_file;
    BlockBuilder m_data{16};
    BlockBuilder m_index{1};
    std::string m_lastKey;
    BlockHandle m_lastBlock;
    bool m_isPending = false;  // m_lastBlock is not in the index yet
    bool m_isFirst = true;
};

}  // namespace weft
