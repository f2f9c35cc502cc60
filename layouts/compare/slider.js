for (const slider of document.querySelectorAll('.slide input'))
  slider.addEventListener('input', () =>
    slider.closest('.page').style.setProperty('--cut', slider.value + '%'));
