// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/session/step_report.h"

class QLabel;
class QPushButton;
class QToolButton;

namespace weft::ui {

/// The bar under the session tabs when a session failed: in plain words what and where, below it
/// `CODE: message` and the inputs' dtypes and
/// shapes, and buttons Show node, Copy, close. Or, in quiet colours, one line of notice.
class ErrorBar final : public QWidget {
    Q_OBJECT

public:
    explicit ErrorBar(QWidget* parent = nullptr);

    void show(const ErrorReport& report);
    using QWidget::show;
    /// Shows a line that is no error.
    void tell(const QString& words);
    /// A button beside the words that are shown.
    void offer(const QString& text);
    /// What is shown: the plain words.
    QString words() const;
    const ErrorReport& report() const { return m_report; }

signals:
    void showNode(quint64 item);
    void offerTaken();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    ErrorReport m_report;
    QLabel* m_plain = nullptr;       // child
    QLabel* m_message = nullptr;     // child
    QLabel* m_inputs = nullptr;      // child
    QPushButton* m_offer = nullptr;  // child
    QToolButton* m_show = nullptr;   // child
    QToolButton* m_copy = nullptr;   // child
};

}  // namespace weft::ui
