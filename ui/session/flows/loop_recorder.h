// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <memory>
#include <unordered_map>
#include <vector>

#include "engine/runtime/general/call_watcher.h"
#include "ui/document/functions/loop_rows.h"
#include "ui/session/flows/loop_values.h"

namespace weft::ui {

/// Keeps the values of one loop's variables while calls go through its iterations: of the last time
/// it is come to, the first and the last 500 iterations; values of up to 4 KiB, and 4 MiB in all.
/// Of others dtype and shape are told. Threading: the session's thread.
class LoopRecorder final : public CallWatcher {
public:
    /// Another loop: what was kept is forgotten. @param loop node of the diagram, 0 none.
    void follow(quint64 loop, const std::vector<LoopRow>& rows);
    quint64 loop() const { return m_loop; }
    /// Whether there is anything to be kept; and whether no call was looked at yet.
    bool follows() const { return !m_rows.empty(); }
    bool isFresh() const { return m_isFresh; }
    /// It looks on at a call. @param next who does so too; null: nobody.
    void begin(CallWatcher* next);
    /// A call has come to its end.
    void end();
    /// What is kept; null: nothing.
    std::shared_ptr<const LoopValues> values();

    Status before(const Node& node, bool computes, std::span<const Tensor> inputs) override;
    void after(const Node& node, std::span<const Tensor> outputs) override;

private:
    bool isEmpty() const;
    /// One value; where it is not kept what it was like.
    struct Kept {
        qint64 iteration = 0;
        Tensor value;
        DType type = DType::Invalid;
        Shape shape;
    };
    struct Row {
        SocketRef socket;
        qint64 entry = 0;  ///< how often the loop was come to
        qint64 count = 0;  ///< of values since
        std::vector<Kept> first;
        std::deque<Kept> last;
        std::size_t firstBytes = 0;
        std::size_t lastBytes = 0;
    };
    struct Place {
        std::size_t row = 0;
        int enters = 0;
    };
    void keep(Row& row, const Tensor& value) const;
    static QString textOf(const Row& row, qint64 iteration);

    quint64 m_loop = 0;
    std::vector<Row> m_rows;
    std::unordered_map<std::int32_t, Place> m_places;  // by Merge
    CallWatcher* m_next = nullptr;
    bool m_isFresh = true;
    bool m_hasEnded = false;
    std::shared_ptr<const LoopValues> m_told;  // null: there is more since
};

}  // namespace weft::ui
