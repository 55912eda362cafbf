// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <functional>

#include "ui/document/drawing.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace weft::ui {

/// What rows can run and fetch, by what they are called.
struct RunChoices {
    std::vector<std::pair<ItemId, QString>> targets;
    std::vector<std::pair<PortRef, QString>> fetches;
};
/// Optimizers, assignments and other things run for their effect; scalars to be fetched.
RunChoices runChoicesOf(const EngineDocument& document);

/// One row of the run sheet as a card. It changes nothing by itself: it asks. GUI thread.
class RunCard final : public QWidget {
    Q_OBJECT

public:
    explicit RunCard(QWidget* parent = nullptr);

    /// @param mine the row is the document's; else a default one, pale and not to be changed.
    void setRow(const RunRow& row, const RunChoices& choices, bool mine);
    const RunRow& row() const { return m_row; }

signals:
    /// A field was changed. @param key joins changes of the same field.
    void changeWanted(const QString& label, const QString& key,
                      const std::function<void(weft::RunRow&)>& change);
    void removeWanted();
    /// -1 up, 1 down.
    void moveWanted(int by);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void build();
    void connectFields();
    void fillMenus(const RunChoices& choices);

    RunRow m_row;
    bool m_filling = false;

    // Children.
    QCheckBox* m_enabled = nullptr;
    QLineEdit* m_name = nullptr;
    QToolButton* m_up = nullptr;
    QToolButton* m_down = nullptr;
    QToolButton* m_remove = nullptr;
    QPushButton* m_targets = nullptr;
    QPushButton* m_fetches = nullptr;
    QComboBox* m_split = nullptr;
    QSpinBox* m_batch = nullptr;
    QComboBox* m_mode = nullptr;
    QSpinBox* m_every = nullptr;
    QComboBox* m_unit = nullptr;
    QSpinBox* m_times = nullptr;
};

}  // namespace weft::ui
