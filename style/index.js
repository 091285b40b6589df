// What is to be seen before the panel is; that and the pages bring their own styles.
import './toolbar.css';
