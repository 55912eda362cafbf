// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/commands/data_commands.h"
#include "ui/document/drawing.h"

class QVBoxLayout;

namespace weft::ui {

/// The chips on a data column's way to a placeholder, as rows that can be changed, added and taken
/// away, with what comes out and whether the placeholder takes it. Each change is one step of the
/// history. GUI thread.
class BindingEditor final : public QWidget {
    Q_OBJECT

public:
    explicit BindingEditor(QWidget* parent = nullptr);

    /// All bindings of a data source, or that of a placeholder; shows nothing where there are none.
    /// @param drawing outlives what it is used for; null: nothing.
    void setItem(Drawing* drawing, quint64 item);
    const std::vector<Binding>& bindings() const { return m_bindings; }

private:
    void addBinding(const Binding& binding);
    void addChip(const Binding& binding, std::size_t index);
    void change(ItemId wire, const QString& label, std::vector<Conversion> conversions);

    Drawing* m_drawing = nullptr;
    quint64 m_item = 0;
    std::vector<Binding> m_bindings;
    QVBoxLayout* m_column = nullptr;  // of this
};

/// A chip's value as it is typed: "0.003922", "10", "float32", "[28,28,1]"; and read.
/// Errors: InvalidArgument for text that is no such value.
QString chipText(const Conversion& conversion);
Result<Conversion> chipFromText(Conversion::Kind kind, const QString& text);

}  // namespace weft::ui
